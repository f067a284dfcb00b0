"""Data of any number of rows, made block by block, so that memory does not grow with the rows.

    python large.py --rows 10000000 --output numbers.parquet

The columns c0, c1 and so on are REAL, the target y BOOLEAN. A row depends on its place alone: fewer rows are the
beginning of more. compare.py --scaling trains on the same rows.
"""

import argparse
import json
import pathlib

import duckdb
import numpy as np

from data import numbers, surface

VERSION = 1  # Counted up with every change of what is generated, so that old files are made again.
SEED = 51
BLOCK_ROWS = 250_000
TEST_BLOCK = 1_000  # The first block of the test rows, whatever the rows for training.


def blocks(rows, width, first=0):
    """Columns (an array) and target of `rows` rows from the block `first` on, a block at a time."""
    head = numbers(BLOCK_ROWS, width, [SEED, 0])[:4096]  # By these `surface` centres and scales.
    for block, start in enumerate(range(0, rows, BLOCK_ROWS), first):
        x = numbers(BLOCK_ROWS, width, [SEED, block])
        score = surface(np.concatenate([head, x]), 5)[len(head):]
        chance = 1 / (1 + np.exp(-1.8 * score))
        y = np.random.default_rng([SEED + 1, block]).random(BLOCK_ROWS) < chance
        yield x[:rows - start], y[:rows - start]


def write(case, folder):
    """Writes the files of a case into `folder`, as data.py does, unless they are there already."""
    folder = pathlib.Path(folder)
    stamp = json.dumps([VERSION, case.kind, case.rows, case.test_rows, case.columns])
    if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp:
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stamp").unlink(missing_ok=True)
    for part, rows, first in (("train", case.rows, 0), ("test", case.test_rows, TEST_BLOCK)):
        def made():
            return blocks(rows, case.columns, first)
        write_arrays(made(), rows, case.columns, folder / part)
        write_parquet(made(), folder / f"{part}.parquet")
    (folder / "stamp").write_text(stamp)


def write_arrays(made, rows, width, path):
    """What the peers read: `path`.npy and `path`_y.npy, in single precision."""
    arrays = np.lib.format.open_memmap(f"{path}.npy", "w+", np.float32, (rows, width))
    target = np.empty(rows, np.float32)
    start = 0
    for x, y in made:
        arrays[start:start + len(x)], target[start:start + len(x)] = x, y
        start += len(x)
    np.save(f"{path}_y.npy", target)


def write_parquet(made, path):
    """What automl reads. The blocks wait in a table on disk, so that the file is written at once."""
    table = path.with_suffix(".blocks")
    table.unlink(missing_ok=True)
    with duckdb.connect(str(table), config={"memory_limit": "1GB"}) as connection:
        for index, (x, y) in enumerate(made):
            records = {f"c{j}": np.ascontiguousarray(x[:, j]) for j in range(x.shape[1])} | {"y": y}
            verb = "INSERT INTO numbers" if index else "CREATE TABLE numbers AS"
            connection.execute(f"{verb} FROM records")  # The engine finds `records` by its name.
        connection.execute(f"COPY numbers TO '{path}' (FORMAT parquet)")
    table.unlink()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True, help="how many rows")
    parser.add_argument("--columns", type=int, default=28, help="columns beside the target (default: 28)")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="the Parquet file to write")
    arguments = parser.parse_args()
    if arguments.rows < 1 or arguments.columns < 3:
        parser.error("--rows must be 1 or more, --columns 3 or more")
    write_parquet(blocks(arguments.rows, arguments.columns), arguments.output)


if __name__ == "__main__":
    main()
