using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelSimulator;

/// <summary>Scripts by name: a list of turns for each kind of conversation.</summary>
/// <remarks>
/// A script is chosen without memory, by the conversation itself, so that parallel agents and restarts of the server
/// need no care: the last user message that names a script picks it, and the number of assistant messages since is the step.
/// </remarks>
internal sealed partial class ModelScripts(IReadOnlyDictionary<string, IReadOnlyList<ModelTurn>> turns)
{
    /// <summary>Name of the script for conversations that name none.</summary>
    public const string Fallback = "*";

    private readonly FrozenDictionary<string, IReadOnlyList<ModelTurn>> _turns = turns.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads scripts: an object whose members are lists of turns.</summary>
    /// <exception cref="JsonException">The text is no JSON of that shape.</exception>
    public static ModelScripts Parse(string json) =>
        new(JsonSerializer.Deserialize(json, ModelJson.Default.DictionaryStringIReadOnlyListModelTurn) ?? []);

    /// <summary>Finds the turn for a conversation.</summary>
    public ScriptStep Choose(ChatRequest request)
    {
        for (var index = request.Messages.Count - 1; index >= 0; index--)
        {
            if (request.Messages[index] is { Role: "user" } message && NameIn(message.Text) is { } name)
            {
                return StepOf(name, request.Messages.Skip(index + 1).Count(later => later.Role == "assistant"));
            }
        }

        return StepOf(Fallback, request.Messages.Count(message => message.Role == "assistant"));
    }

    /// <summary>`@@name` wins; without it the known name that stands first in the text as a word of its own.</summary>
    private string? NameIn(string text)
    {
        var marked = Marker().Matches(text).Select(match => match.Groups[1].Value).LastOrDefault(_turns.ContainsKey);
        return marked ?? Word().Matches(text).Select(match => match.Value).FirstOrDefault(_turns.ContainsKey);
    }

    private ScriptStep StepOf(string name, int step) =>
        !_turns.TryGetValue(name, out var turns) ? new(name, step, new ModelTurn { Text = "No script is named in the prompt." })
        : step < turns.Count ? new(name, step, turns[step])
        : turns is [.., { Forever: true } last] ? new(name, step, last)
        : new(name, step, new ModelTurn { Text = $"The script {name} has ended." });

    [GeneratedRegex("@@([A-Za-z0-9_-]+)")]
    private static partial Regex Marker();

    [GeneratedRegex("[A-Za-z0-9_-]+")]
    private static partial Regex Word();
}

/// <summary>The place in a script that a request has reached.</summary>
/// <param name="Script">Name of the script.</param>
/// <param name="Step">Number of answers already given, from zero.</param>
/// <param name="Turn">What to answer now.</param>
internal sealed record ScriptStep(string Script, int Step, ModelTurn Turn);
