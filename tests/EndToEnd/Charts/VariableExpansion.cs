using System.Text;

namespace EndToEnd.Charts;

/// <summary>What the kubelet makes of a variable's value: $(NAME) is replaced, $$ is a dollar, everything else stays.</summary>
internal static class VariableExpansion
{
    public static string Of(string value, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder();
        for (var at = 0; at < value.Length; at++)
        {
            var end = value.IndexOf(')', at);
            if (value[at] != '$' || at + 1 == value.Length)
            {
                result.Append(value[at]);
            }
            else if (value[at + 1] == '$')
            {
                result.Append('$');
                at++;
            }
            else if (value[at + 1] == '(' && end > 0 && variables.TryGetValue(value[(at + 2)..end], out var other))
            {
                result.Append(other);
                at = end;
            }
            else
            {
                result.Append('$');
            }
        }

        return result.ToString();
    }
}
