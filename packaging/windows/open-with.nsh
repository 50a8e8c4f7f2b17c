; Basinscope under "Open with" for weights: beside what opens them already, which stays what it was. Bundles are its own and open by it. electron-builder's installer calls
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
  !insertmacro ${ACTION} "basinscope"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.weights" "" "Weights of a network"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.weights\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  !insertmacro basinscopeKinds basinscopeOffer
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.bundle" "" "Basinscope bundle"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.bundle\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Basinscope.bundle\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.basinscope" "" "Basinscope.bundle"
!macroend

!macro customUnInstall
  !insertmacro basinscopeKinds basinscopeWithdraw
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Basinscope.weights"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Basinscope.bundle"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\.basinscope"
!macroend
