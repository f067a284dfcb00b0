// libedit's readline-compatible interface: a prompt with editing and history.
#include <editline/readline.h>

// Swift cannot write to a library's global variables. `complete` is asked at a tab; words end at the
// characters of `breaks`, which has to stay where it is.
static inline void automl_prepare_editor(const char *breaks, rl_completion_func_t *complete) {
  rl_catch_signals = 0;             // signals are the program's
  rl_initialize();
  rl_basic_word_break_characters = breaks;
  rl_attempted_completion_function = complete;
  using_history();
}

// Whether the editor may complete names of files where `complete` has found nothing.
static inline void automl_complete_files(int may) { rl_attempted_completion_over = !may; }

// The line that is typed; NULL where there is none.
static inline const char *automl_typed_line(void) { return rl_line_buffer; }
