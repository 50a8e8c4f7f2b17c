; Basinscope under "Open with" for weights: beside what opens them already, which stays what it was. electron-builder's installer calls
; both custom… macros; SHELL_CONTEXT is the user's or the machine's part of the registry, as was chosen.
!macro basinscopeOffer EXTENSION
  WriteRegStr SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "Basinscope.weights" ""
!macroend

!macro basinscopeWithdraw EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${EXTENSION}\OpenWithProgids" "Basinscope.weights"
!macroend

!macro basinscopeKinds ACTION
  !insertmacro ${ACTION} "onnx"
  !insertmacro ${ACTION} "safetensors"
  !insertmacro ${ACTION} "pth"
  !insertmacro ${ACTION} "pt"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.weights" "" "Weights of a network"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.weights\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro basinscopeKinds basinscopeOffer
!macroend

!macro customUnInstall
  !insertmacro basinscopeKinds basinscopeWithdraw
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Basinscope.weights"
!macroend
