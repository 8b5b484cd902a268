"""How much memory a process holds."""

from pathlib import Path

KB_PER_MB = 1024


def resident_kb(pid: int) -> int:
    """Return the resident memory of a process in KB (VmRSS)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"Process {pid} has no resident memory.")


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used, in seconds (user and system, all threads)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100
