"""Installing what a suite needs, where we may: as root on Debian."""

import os
import shutil
import subprocess

PACKAGES = {
    "postgresql": ("postgresql",),
    "redis": ("redis-server",),
    "nginx": ("nginx-light",),
    # The colour font: without it Chromium draws boxes where the interface and the customers use emoji.
    "chromium": ("chromium", "fonts-noto-color-emoji"),
}
APT_SECONDS = 900


def may_install() -> bool:
    """Tell whether this is a machine where installing a package is ours to do."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(needs: list[str]) -> None:
    """Install the packages of these needs; a failure is reported and shows later as a suite that cannot run."""
    packages = [package for need in needs for package in PACKAGES[need]]
    print(f"test: installing {', '.join(packages)}", flush=True)
    for arguments in (("update",), ("install", "-y", "--no-install-recommends", *packages)):
        if apt_get(*arguments) != 0:
            return


def apt_get(*arguments: str) -> int:
    """Run apt-get without a question, waiting for another one that holds the lock; return its exit code."""
    command = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq", *arguments)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=APT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        print(f"test: apt-get {arguments[0]} took over {APT_SECONDS} s")
        return 1
    if done.returncode != 0:
        print(f"test: apt-get {arguments[0]} failed: {done.stderr.strip()[-600:]}")
    return done.returncode
