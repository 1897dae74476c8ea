@echo off
rem Runs Hardcopy on the Node that the package pins; without it on the machine's, where that is new enough.
setlocal
set "home=%~dp0.."
set "node=%home%\node_modules\node\bin\node.exe"
if not exist "%home%\node_modules" echo hardcopy: its packages are not installed; run "npm ci --omit=dev" in %home% 1>&2 & exit /b 1
if not exist "%node%" set "node=node"
"%node%" -e "process.exit(Number.parseInt(process.versions.node) < 24 ? 1 : 0)" >nul 2>&1
if errorlevel 1 echo hardcopy: found no Node 24 or newer; run "npm ci --omit=dev" in %home%, which brings it 1>&2 & exit /b 1
"%node%" "%home%\src\main.ts" %*
exit /b %ERRORLEVEL%
