"""The script that a user would write: pandas reads with openpyxl, stacks, writes one workbook, checks blanks."""

import sys
from pathlib import Path

import pandas as pd


def main(target: str, paths: list[str]) -> None:
    frames = []
    for path in paths:
        frame = pd.read_excel(path, header=None, engine="openpyxl")
        heads = frame.index[frame.apply(lambda row: "工作任务" in row.astype(str).to_numpy(), axis=1)]
        if len(heads):
            frame.columns = frame.loc[heads[0]].astype(str)
            frame = frame.loc[heads[0] + 1 :]
        frame = frame.loc[:, ~frame.columns.duplicated()]
        frame.insert(0, "来源文件", Path(path).name)
        frames.append(frame.ffill())
    county = pd.concat(frames, ignore_index=True)
    county.to_excel(target, index=False)
    print(len(county), int(county.isna().sum().sum()))


main(sys.argv[1], sys.argv[2:])
