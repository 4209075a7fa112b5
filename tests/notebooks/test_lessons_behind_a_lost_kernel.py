"""A kernel lost behind each cell of each lesson: what follows says what to run, and the first cell brings it back."""

from __future__ import annotations

import pytest
from disorder import looked_over, start_of
from lessons import LESSONS


@pytest.mark.parametrize(
    ("lesson", "kernels"), [(each, each) for each in LESSONS], indirect=["kernels"], ids=lambda each: each.stem
)
def test_a_kernel_lost_behind_each_cell(lesson, kernels):
    """Promise: behind whichever cell the kernel was lost, the cells that follow say what to run, and the first cell
    brings it back."""
    for lost_behind in kernels.tried[:-1]:
        following = range(lost_behind + 1, kernels.count)
        said = kernels.run(range(lost_behind + 1), [*following, kernels.saving])
        looked_over(said, f"lost behind cell {lost_behind}")
        next_one = said[lost_behind + 1]
        assert not next_one["error"] or "Run > Run All Above Selected Cell" in next_one["shown"], next_one["shown"]
        assert start_of(lesson) in said[-1]["shown"], (lost_behind, said[-1]["shown"])
