#compdef dotnet-speckit-async
# Completion of dotnet-speckit-async for zsh. In ~/.zshrc, behind compinit:
#   source <(dotnet-speckit-async completion zsh)
_dotnet_speckit_async() {
  local line="${(j: :)words[2,CURRENT]}"
  local -a found
  found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
  if [[ -n "${found[1]}" ]]; then
    compadd -- "${found[@]}"
  else
    _files
  fi
}
compdef _dotnet_speckit_async dotnet-speckit-async
