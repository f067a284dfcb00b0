// The steps of a byte tree for WIDTH * COUNT rows, under the name RUN; included once for each instruction set and
// number of rows. WIDTH is the bytes of a register, LOOK_UP(codes, set) is -1 where a code's bit is 0, TARGET the
// attribute of the function.

#define BYTES VECTOR(WIDTH)
#define FOR_EACH_REGISTER _Pragma("clang loop unroll(full)") for (int q = 0; q < COUNT; q++)
#define CONSTANT_BYTE(number) ((BYTES){0} + (int8_t)(number))
// Split k of a step: its limit, and the column of each row.
#define SPLIT(k) \
  const BYTES limit##k = CONSTANT_BYTE(split[k].limit); \
  const BYTES *column##k = (const BYTES *)(ranks + (int64_t)split[k].column * AUTOML_BYTE_TREE_ROWS)
#define SPLIT_UPPER(k) \
  const BYTES limit_upper = CONSTANT_BYTE(split[k].limit); \
  const BYTES *column_upper = (const BYTES *)(ranks + (int64_t)split[k].column * AUTOML_BYTE_TREE_ROWS)
#define GOES_RIGHT(k) (column##k[q] > limit##k)
// -1 where the row goes right.
#define RIGHT(k) __builtin_convertvector(GOES_RIGHT(k), BYTES)
#define PAIR(a, first) (CONSTANT_BYTE(first) - RIGHT(a))
#define QUAD(a, b, c, first) (GOES_RIGHT(c) ? PAIR(b, first + 2) : PAIR(a, first))
#define OCT(a, b, c, d, e, f, g, first) (GOES_RIGHT(g) ? QUAD(d, e, f, first + 4) : QUAD(a, b, c, first))
// The steps of a block of `count` splits: at first, while what was found waits, and as one side of a further split.
#define BLOCK_STEPS(name, count, splits, found) \
  case AUTOML_STEP_FIRST_##name: { \
    splits; \
    const BYTES first = CONSTANT_BYTE(split->leaf); \
    FOR_EACH_REGISTER top[q] = first + found; \
    split += count; \
    break; \
  } \
  case AUTOML_STEP_##name: { \
    FOR_EACH_REGISTER free_place[q] = top[q]; \
    free_place += COUNT; \
    splits; \
    const BYTES first = CONSTANT_BYTE(split->leaf); \
    FOR_EACH_REGISTER top[q] = first + found; \
    split += count; \
    break; \
  } \
  case AUTOML_STEP_##name##_RIGHT: { \
    splits; \
    SPLIT_UPPER(count); \
    const BYTES first = CONSTANT_BYTE(split->leaf); \
    FOR_EACH_REGISTER top[q] = GOES_RIGHT(_upper) ? first + found : top[q]; \
    split += count + 1; \
    break; \
  } \
  case AUTOML_STEP_##name##_LEFT: { \
    splits; \
    SPLIT_UPPER(count); \
    const BYTES first = CONSTANT_BYTE(split->leaf); \
    FOR_EACH_REGISTER top[q] = GOES_RIGHT(_upper) ? top[q] : first + found; \
    split += count + 1; \
    break; \
  }

TARGET
static void RUN(
    const uint8_t *step, const automl_byte_split *split, const uint8_t *set, int8_t *ranks, uint8_t *leaves) {
  BYTES stack[AUTOML_BYTE_TREE_STACK * COUNT];
  BYTES *free_place = stack;
  BYTES top[COUNT];
  FOR_EACH_REGISTER top[q] = CONSTANT_BYTE(0);
  for (;; step++) {
    switch (*step) {
    case AUTOML_STEP_END:
      FOR_EACH_REGISTER ((BYTES *)leaves)[q] = top[q];
      return;
    BLOCK_STEPS(PAIR, 1, SPLIT(0), PAIR(0, 0))
    BLOCK_STEPS(QUAD, 3, SPLIT(0); SPLIT(1); SPLIT(2), QUAD(0, 1, 2, 0))
    BLOCK_STEPS(
        OCT, 7, SPLIT(0); SPLIT(1); SPLIT(2); SPLIT(3); SPLIT(4); SPLIT(5); SPLIT(6),
        OCT(0, 1, 2, 3, 4, 5, 6, 0))
    case AUTOML_STEP_LEAF_RIGHT: {
      SPLIT(0);
      const BYTES leaf = CONSTANT_BYTE(split->leaf);
      FOR_EACH_REGISTER top[q] = GOES_RIGHT(0) ? leaf : top[q];
      split += 1;
      break;
    }
    case AUTOML_STEP_LEAF_LEFT: {
      SPLIT(0);
      const BYTES leaf = CONSTANT_BYTE(split->leaf);
      FOR_EACH_REGISTER top[q] = GOES_RIGHT(0) ? top[q] : leaf;
      split += 1;
      break;
    }
    case AUTOML_STEP_JOIN_RIGHT: {
      SPLIT(0);
      free_place -= COUNT;
      FOR_EACH_REGISTER top[q] = GOES_RIGHT(0) ? top[q] : free_place[q];
      split += 1;
      break;
    }
    case AUTOML_STEP_JOIN_LEFT: {
      SPLIT(0);
      free_place -= COUNT;
      FOR_EACH_REGISTER top[q] = GOES_RIGHT(0) ? free_place[q] : top[q];
      split += 1;
      break;
    }
    case AUTOML_STEP_LEVEL: {
      SPLIT(0);
      FOR_EACH_REGISTER top[q] = top[q] + top[q] - RIGHT(0);
      split += 1;
      break;
    }
    case AUTOML_STEP_SET:
    case AUTOML_STEP_FURTHER_SET: {
      const BYTES *codes = (const BYTES *)(ranks + (int64_t)split[0].column * AUTOML_BYTE_TREE_ROWS);
      BYTES *column = (BYTES *)(ranks + (int64_t)split[1].column * AUTOML_BYTE_TREE_ROWS);
      const BYTES is_further = CONSTANT_BYTE(*step == AUTOML_STEP_FURTHER_SET ? -1 : 0);
      for (int q = 0; q < COUNT; q++) column[q] = LOOK_UP(codes[q], set) | (column[q] & is_further);
      split += 2;
      set += 32;
      break;
    }
    default: __builtin_unreachable();
    }
  }
}

#undef BYTES
#undef FOR_EACH_REGISTER
#undef CONSTANT_BYTE
#undef SPLIT
#undef SPLIT_UPPER
#undef GOES_RIGHT
#undef RIGHT
#undef PAIR
#undef QUAD
#undef OCT
#undef BLOCK_STEPS
#undef RUN
#undef COUNT
