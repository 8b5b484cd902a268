"""Each xdist worker has a directory of its own, and a Redis database of its own where the run offers several."""

import os
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.both_databases
def test_a_worker_reads_its_own_directory_and_redis() -> None:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    assert Path(settings.DATA_DIR).name == worker
    urls = [url for url in os.environ.get("TEST_WORKER_REDIS_URLS", "").split(",") if url]
    if urls and worker != "main":
        own = urls[int(worker.removeprefix("gw")) % len(urls)]
        assert own == settings.REDIS_URL
