using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace ModelSimulator;

/// <summary>Plays one turn into an HTTP response, faults included.</summary>
internal sealed partial class Answer(HttpContext http, ChatRequest request, ModelTurn turn, string id, TimeProvider clock)
{
    private readonly Chunk _chunk = new(id, request.Model, clock.GetUtcNow().ToUnixTimeSeconds());

    private string FinishReason => turn.Finish ?? (turn.Tools.Count > 0 ? "tool_calls" : "stop");

    /// <summary>Answers the request.</summary>
    /// <param name="cancel">Ends delays and stalls.</param>
    /// <returns>Whether it was a whole one, token counts and all.</returns>
    public async Task<bool> PlayAsync(CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(turn.DelayMs), clock, cancel);
        if (turn.Fault == Fault.Silence)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
        }
        else if (Refusal.For(turn.Fault, request.Model) is { } refusal)
        {
            await RefuseAsync(refusal with { Message = turn.Message ?? refusal.Message }, cancel);
            return false;
        }
        else if (request.Stream)
        {
            return await StreamAsync(cancel);
        }
        else
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(_chunk.Whole(turn, FinishReason), cancel);
        }

        return true;
    }

    private async Task RefuseAsync(Refusal refusal, CancellationToken cancel)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        if (turn.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds;
        }

        await http.Response.Body.WriteAsync(refusal.ToJson(), cancel);
    }

    private async Task<bool> StreamAsync(CancellationToken cancel)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        foreach (var word in WordsOf(turn.Reasoning))
        {
            await SendAsync(_chunk.Text("reasoning_content", word), cancel);
        }

        foreach (var word in WordsOf(turn.Text))
        {
            await SendAsync(_chunk.Text("content", word), cancel);
        }

        foreach (var (index, call) in turn.Tools.Index())
        {
            await SendAsync(_chunk.ToolCall(index, call.Name, ""), cancel);
            if (turn.Fault == Fault.None)
            {
                await SendAsync(_chunk.ToolCall(index, null, call.ArgumentsText), cancel);
            }
        }

        if (turn.Fault == Fault.Stall)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
        }

        if (turn.Fault == Fault.Cut)
        {
            http.Abort();
            return false;
        }

        await SendAsync(_chunk.Finish(FinishReason), cancel);
        await SendAsync(_chunk.Usage(turn.Usage), cancel);
        await SendAsync("[DONE]"u8.ToArray(), cancel);
        return true;
    }

    private async Task SendAsync(byte[] data, CancellationToken cancel)
    {
        await http.Response.Body.WriteAsync("data: "u8.ToArray(), cancel);
        await http.Response.Body.WriteAsync(data, cancel);
        await http.Response.Body.WriteAsync("\n\n"u8.ToArray(), cancel);
        await http.Response.Body.FlushAsync(cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(turn.ChunkMs), clock, cancel);
    }

    private static IEnumerable<string> WordsOf(string? text) => Word().Matches(text ?? "").Select(match => match.Value);

    [GeneratedRegex(@"\s*\S+\s*|\s+")]
    private static partial Regex Word();
}
