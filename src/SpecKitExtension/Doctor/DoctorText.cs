using System.Text;
using System.Text.Json;
using SpecKitExtension.Logs;
using SpecKitExtension.Reporting;

namespace SpecKitExtension.Doctor;

/// <summary>Findings as text and as JSON.</summary>
internal static class DoctorText
{
    /// <summary>A finding, with its fix on the next line.</summary>
    public static string For(CheckResult result)
    {
        var fix = result.Finding is { Status: CheckStatus.Failed or CheckStatus.Warning, Fix: { } text }
            ? $"         fix: {Harmless(text, "\n              ")}\n"
            : "";
        return $"{Word(result.Finding.Status),-8} {result.Name}: {Harmless(result.Finding.Message, " ")}\n{fix}";
    }

    /// <summary>All findings as one document.</summary>
    public static string Json(IEnumerable<CheckResult> results) =>
        JsonText.Document(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("checks");
            foreach (var result in results)
            {
                json.WriteStartObject();
                json.WriteString("name", result.Name);
                json.WriteString("status", Word(result.Finding.Status));
                json.WriteString("message", result.Finding.Message);
                json.WriteString("fix", result.Finding.Fix);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static string Word(CheckStatus status) =>
        status switch
        {
            CheckStatus.Ok => "ok",
            CheckStatus.Warning => "warning",
            CheckStatus.Failed => "failed",
            _ => "unknown",
        };

    private static string Harmless(string text, string separator) =>
        string.Join(separator, text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Sanitizer.Clean));
}
