@echo off
rem basinscope.cmd: without arguments, or with a file of weights or a bundle, the window; else a command (basinscope --help).
setlocal
set BASINSCOPE_COMMAND=1
if "%~1"=="" set BASINSCOPE_COMMAND=
for %%e in (.onnx .pth .pt .safetensors .basinscope) do if /i "%~x1"=="%%e" set BASINSCOPE_COMMAND=
"%~dp0..\..\Basinscope.exe" %*
exit /b %errorlevel%
