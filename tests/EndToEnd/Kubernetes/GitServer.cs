using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EndToEnd.Kubernetes;

/// <summary>The real <c>git http-backend</c> behind a password.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly string root;

    private GitServer(string root)
    {
        this.root = root;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Limits.MaxRequestBodySize = null;
            });
        web = builder.Build();
        web.Run(AnswerAsync);
    }

    /// <summary>The passwords that open the door now.</summary>
    internal ConcurrentDictionary<string, bool> Passwords { get; } = new();

    /// <summary>Which password came with which kind of request, e.g. <c>git-receive-pack secret</c>.</summary>
    internal ConcurrentQueue<string> Visits { get; } = new();

    internal int Port => new Uri(web.Urls.First()).Port;

    /// <summary>Serves the bare repositories below a directory.</summary>
    internal static async Task<GitServer> StartAsync(string root)
    {
        GitServer server = new(root);
        await server.web.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await web.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var password = Password(http.Request.Headers.Authorization.ToString());
        if (password is null || !Passwords.ContainsKey(password))
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        Visits.Enqueue($"{http.Request.Path.Value!.Split('/')[^1]} {password}");
        ProcessStartInfo start = new("git", ["http-backend"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables(http))
        {
            start.Environment[name] = value;
        }

        using var backend = Process.Start(start)!;
        var errors = backend.StandardError.ReadToEndAsync();
        var feeding = FeedAsync(http, backend);
        await AnswerAsync(http, backend.StandardOutput.BaseStream);
        await feeding;
        await backend.WaitForExitAsync();
        await errors;
    }

    private static async Task FeedAsync(HttpContext http, Process backend)
    {
        await http.Request.Body.CopyToAsync(backend.StandardInput.BaseStream);
        backend.StandardInput.Close();
    }

    private Dictionary<string, string> Variables(HttpContext http) =>
        new()
        {
            ["GIT_PROJECT_ROOT"] = root,
            ["GIT_HTTP_EXPORT_ALL"] = "1",
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["PATH_INFO"] = http.Request.Path.Value!,
            ["QUERY_STRING"] = http.Request.QueryString.Value!.TrimStart('?'),
            ["REQUEST_METHOD"] = http.Request.Method,
            ["CONTENT_TYPE"] = http.Request.ContentType ?? "",
            ["CONTENT_LENGTH"] = http.Request.ContentLength?.ToString(CultureInfo.InvariantCulture) ?? "",
            ["HTTP_CONTENT_ENCODING"] = http.Request.Headers.ContentEncoding.ToString(),
            ["GIT_PROTOCOL"] = http.Request.Headers["Git-Protocol"].ToString(),
            ["REMOTE_USER"] = "somebody",
            ["REMOTE_ADDR"] = "127.0.0.1",
        };

    private static async Task AnswerAsync(HttpContext http, Stream output)
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && output.ReadByte() is >= 0 and var octet)
        {
            head.Append((char)octet);
        }

        foreach (var header in head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)))
        {
            if (header[0] == "Status")
            {
                http.Response.StatusCode = int.Parse(header[1].Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else
            {
                http.Response.Headers[header[0]] = header[1];
            }
        }

        await output.CopyToAsync(http.Response.Body);
    }

    private static string? Password(string authorization) =>
        authorization.StartsWith("Basic ", StringComparison.Ordinal)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(authorization["Basic ".Length..])).Split(':', 2)[1]
            : null;
}
