@echo off
rem ASCII only: cmd reads this file in the code page of its console, and cuts lines wrongly in others.
rem All that is said in Chinese is said by install.py, or lies in files that are shown as they are.
setlocal DisableDelayedExpansion
title report-archive
set PYTHON_MANAGER_AUTOMATIC_INSTALL=false
set "FOUND="
rem pushd, because a share (\\server\x) can't be the current folder otherwise; then no path is
rem passed on, whatever is in it: "call" would expand percent signs again.
pushd "%~dp0" 2>nul
if errorlevel 1 goto incomplete
if not exist install.py goto incomplete

rem "call", because py and python may be batch files themselves (pyenv-win).
for %%V in (3.13 3.12 3.11) do if not defined FOUND call :try py -%%V
if not defined FOUND call :try python
for %%V in (313 312 311) do if not defined FOUND call :try "%LocalAppData%\Programs\Python\Python%%V\python.exe"
for %%V in (313 312 311) do if not defined FOUND call :try "%ProgramFiles%\Python%%V\python.exe"
rem None of ours: any other lets install.py say what is wrong with it.
if not defined FOUND call :any py -3
if not defined FOUND call :any python
if not defined FOUND goto nopython

call %FOUND% install.py
set "RESULT=%ERRORLEVEL%"
goto end

:try
rem The Microsoft Store's stand-in for python prints an advertisement and fails here.
call %* -c "import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) and sys.maxsize > 2**32 else 1)" >nul 2>&1
if not errorlevel 1 set FOUND=%*
exit /b 0

:any
call %* -c "import sys; sys.exit(sys.version_info[0] < 3)" >nul 2>&1
if not errorlevel 1 set FOUND=%*
exit /b 0

:incomplete
echo.
echo   install.py is not beside this file.
echo   Copy (or unzip) the WHOLE folder first, then start it from there.
echo   Qing xian ba zheng ge wen jian jia fu zhi (jie ya) chu lai, zai yun xing.
echo.
set "RESULT=1"
goto end

:nopython
set "RESULT=1"
chcp | find "936" >nul
if not errorlevel 1 goto gbk
chcp 65001 >nul
type no-python.65001.txt
goto end
:gbk
type no-python.936.txt

:end
if /i not "%~1"=="/q" pause
popd
exit /b %RESULT%
