// libedit's readline-compatible interface: a prompt with editing and history.
#include <editline/readline.h>

// Swift cannot write to a library's global variables, nor tell one signature of rl_insert from another.
static inline void automl_prepare_editor(void) {
  rl_catch_signals = 0;             // signals are the program's
  rl_initialize();
  rl_bind_key('\t', rl_insert);     // a tab is a blank in SQL, not a question for file names
  using_history();
}
