using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ModelSimulator;

/// <summary>A provider of chat.completions whose model follows scripts.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly ModelServerOptions _options;
    private readonly RequestLog _log;
    private readonly WebApplication _app;

    private ModelServer(ModelServerOptions options)
    {
        _options = options;
        _log = new(options.LogFile);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(options.Host), options.Port));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The base URL for a provider's configuration.</summary>
    public string BaseUrl => $"{_app.Urls.Single()}/v1";

    /// <summary>The requests so far, in order of arrival.</summary>
    public IReadOnlyList<ModelRequest> Requests => _log.All;

    /// <summary>What all complete answers have said that they used.</summary>
    public ModelUsage Used => _log.Used;

    /// <summary>Starts a server.</summary>
    /// <exception cref="JsonException">The scripts are malformed.</exception>
    public static async Task<ModelServer> StartAsync(ModelServerOptions options, CancellationToken cancel = default)
    {
        var server = new ModelServer(options);
        server.ReadScripts();
        await server._app.StartAsync(cancel);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _log.Dispose();
    }

    private ModelScripts ReadScripts() => ModelScripts.Parse(_options.ScriptsFile is { } file ? File.ReadAllText(file) : _options.Scripts);

    private async Task HandleAsync(HttpContext http)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, _app.Lifetime.ApplicationStopping);
        try
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer, ending.Token);
            await AnswerAsync(http, ParsedOrNothing(buffer), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            http.Abort();
        }
        catch (Exception e) when (e is JsonException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            // A script that cannot be read, or a request of another shape: both ends should hear why.
            await Console.Error.WriteLineAsync($"{http.Request.Path}: {e.Message}");
            if (!http.Response.HasStarted)
            {
                await RefuseAsync(http, new(500, "simulator_error", e.Message), ending.Token);
            }
        }
    }

    private async Task AnswerAsync(HttpContext http, JsonElement body, CancellationToken cancel)
    {
        var key = http.Request.Headers.Authorization.ToString();
        var session = http.Request.Headers["x-session-id"].ToString();
        var seen = new ModelRequest(
            _options.Clock.GetUtcNow(),
            http.Request.Method,
            http.Request.Path,
            key.Length > 0,
            session,
            null,
            0,
            0,
            body
        );
        if (!seen.Path.EndsWith("/chat/completions", StringComparison.Ordinal) || body.ValueKind != JsonValueKind.Object)
        {
            _log.Add(seen);
            await RefuseAsync(http, new(404, "not_found", $"There is no {http.Request.Path} here."), cancel);
            return;
        }

        var request = ChatRequest.From(body);
        var step = request.Tools.Count > 0 ? ReadScripts().Choose(request) : new("", 0, new ModelTurn { Text = "A short summary." }); // titles and compactions offer no tools
        var attempt = _log.CountAttempt(session, step);
        _log.Add(seen with { Script = step.Script, Step = step.Step, Attempt = attempt });
        if (_options.ApiKey is { } expected && key != $"Bearer {expected}")
        {
            await RefuseAsync(http, Refusal.For(Fault.Authentication, request.Model)!, cancel);
            return;
        }

        var before = _log.CountEver(step);
        var turn =
            before < step.Turn.Once.Count ? step.Turn.Once[before]
            : attempt < step.Turn.First.Count ? step.Turn.First[attempt]
            : step.Turn;
        var id = string.Create(CultureInfo.InvariantCulture, $"sim-{Requests.Count}");
        if (await new Answer(http, request, TurnText.Expand(turn, request), id, _options.Clock).PlayAsync(cancel))
        {
            _log.Count(turn.Usage);
        }
    }

    private static async Task RefuseAsync(HttpContext http, Refusal refusal, CancellationToken cancel)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(refusal.ToJson(), cancel);
    }

    private static JsonElement ParsedOrNothing(MemoryStream buffer)
    {
        try
        {
            return JsonElement.Parse(buffer.ToArray());
        }
        catch (JsonException)
        {
            return default; // the log shows a request without a body, and its sender gets a 404
        }
    }
}
