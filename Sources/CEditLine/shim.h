// libedit's readline-compatible interface: a prompt with editing and history.
#include <editline/readline.h>
