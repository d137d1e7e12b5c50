# Completion of dotnet-speckit-async for fish. In ~/.config/fish/config.fish:
#   dotnet-speckit-async completion fish | source
function __dotnet_speckit_async_found
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l line (string join ' ' -- $words[2..-1] (commandline --current-token --cut-at-cursor))
    $words[1] "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command dotnet-speckit-async --arguments '(__dotnet_speckit_async_found)'
