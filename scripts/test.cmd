@echo off
rem scripts/test for Windows: arguments go to pytest. Never run yet (see environment.cmd).
setlocal
call "%~dp0environment.cmd" installed-test ".[test]" || exit /b 1
cd /d "%~dp0.."
.venv\Scripts\ruff.exe check . || exit /b 1
.venv\Scripts\ruff.exe format --check . || exit /b 1
.venv\Scripts\mypy.exe || exit /b 1
.venv\Scripts\python.exe -m pytest %*
