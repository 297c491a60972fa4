@echo off
rem Offline installation: install.bat [folder]; back to the version before: install.bat --back [folder]
setlocal
set /p BUNDLE=<"%~dp0bundle.txt"
for /f "tokens=2" %%v in ("%BUNDLE%") do set WANTED=%%v
py -%WANTED% "%~dp0install.py" %*
if errorlevel 9009 echo Python %WANTED% (64-bit) was not found. Install it for all users first.
exit /b %errorlevel%
