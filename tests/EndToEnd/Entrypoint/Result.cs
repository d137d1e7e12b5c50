using System.Text;
using System.Text.Json;

namespace EndToEnd.Entrypoint;

/// <summary>The result JSON, as any reader would parse it.</summary>
internal sealed record Result(JsonElement Json)
{
    internal string Outcome => Json.GetProperty("outcome").GetString()!;

    internal string? Commit => Json.GetProperty("commit").GetString();

    internal string? SalvageRef => Json.GetProperty("salvageRef").GetString();

    internal string Reason => Json.GetProperty("reason").GetString() ?? "";

    internal int FilesChanged => Json.GetProperty("filesChanged").GetInt32();

    internal int LeftOut => Json.GetProperty("leftOut").GetInt32();

    internal int? AgentExitCode => Json.GetProperty("agentExitCode") is { ValueKind: JsonValueKind.Number } code ? code.GetInt32() : null;

    internal static Result Parse(string text)
    {
        Encoding.UTF8.GetByteCount(text).ShouldBeLessThanOrEqualTo(3500);
        return new Result(JsonDocument.Parse(text).RootElement);
    }
}
