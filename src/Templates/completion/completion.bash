# Completion of dotnet-speckit-async for bash. In ~/.bashrc:
#   source <(dotnet-speckit-async completion bash)
_dotnet_speckit_async() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} found
  line=${line#"${COMP_WORDS[0]}"}
  line=${line# }
  COMPREPLY=()
  while IFS= read -r found; do
    [[ $found == "$word"* ]] && COMPREPLY+=("$found")
  done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _dotnet_speckit_async dotnet-speckit-async
