using System.Security.Cryptography.X509Certificates;
using System.Text;
using EndToEnd.Support;

namespace EndToEnd.Kubernetes;

/// <summary>Files and variables that lead somewhere, or should not.</summary>
/// <param name="Name">What is special.</param>
/// <param name="Files">Files by their path below the home directory.</param>
internal sealed record KubeconfigCase(string Name, IReadOnlyDictionary<string, string> Files)
{
    internal string? Context { get; init; }

    internal IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string> { ["KUBECONFIG"] = "config" };

    internal void Write(TempDirectory home)
    {
        foreach (var (path, text) in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(home[path])!);
            File.WriteAllText(home[path], text);
            if (text.StartsWith("#!", StringComparison.Ordinal))
            {
                File.SetUnixFileMode(home[path], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    internal IReadOnlyDictionary<string, string> Environment(TempDirectory home)
    {
        Dictionary<string, string> all = new() { ["HOME"] = home.Path };
        foreach (var (name, value) in Variables)
        {
            all[name] = value;
        }

        return all;
    }
}

/// <summary>The cases.</summary>
internal static class KubeconfigCases
{
    private const string Token = "token: sesame";

    internal static IEnumerable<KubeconfigCase> All(TempDirectory home, RecordingServer server)
    {
        var bundle = server.Authority.ExportCertificatePem();
        var data = $"certificate-authority-data: {Base64(bundle)}";
        string At(string certificate, string? host = null) => $"server: \"https://{host ?? "127.0.0.1"}:{server.PortOf(certificate)}\"";
        var good = $"{At("good")}, {data}";
        KubeconfigCase One(string name, string cluster, string user, string context = "", params (string Path, string Text)[] files) =>
            new(name, files.Append(("config", Config(cluster, user, context))).ToDictionary(file => file.Item1, file => file.Item2));

        // Who asks.
        yield return One("token", good, Token);
        yield return One("token with blanks around it", good, "token: \" sesame \"");
        yield return One("tokenFile, relative to its file", good, "tokenFile: secret/token", "", ("secret/token", "from-file\n"));
        yield return One("tokenFile that is missing", good, "tokenFile: secret/none");
        yield return One("tokenFile that is empty", good, "tokenFile: secret/empty", "", ("secret/empty", ""));
        yield return One("token and tokenFile", good, "token: typed, tokenFile: secret/token", "", ("secret/token", "from-file\n"));
        yield return One("user and password", good, "username: me, password: \"pass:word ü\"");
        yield return One("user and token", good, "username: me, password: p, token: t");
        yield return One("a number for a token", good, "token: 12345");
        yield return One("a refused token", good, "token: refused");
        yield return One("no credential", good, "");
        yield return One("no credential, no TLS", $"server: \"http://127.0.0.1:{server.PlainPort}\"", "");
        yield return One("a token without TLS", $"server: \"http://127.0.0.1:{server.PlainPort}\"", Token);
        yield return One("impersonation without TLS", $"server: \"http://127.0.0.1:{server.PlainPort}\"", $"{Token}, as: boss");
        yield return One("auth-provider", good, "auth-provider: {name: gcp}");

        // As whom.
        yield return One("as", good, $"{Token}, as: jane");
        yield return One("as with uid and groups", good, $"{Token}, as: jane, as-uid: \"7\", as-groups: [devs, \"system:masters\"]");
        yield return One(
            "as with extra",
            good,
            $"{Token}, as: jane, as-user-extra: {{\"reason\": [a, b], \"acme.com/scope\": [x], \"Große Sache%\": [y]}}"
        );
        yield return One("as with one group and a password", good, "username: me, password: p, as: jane, as-groups: [devs]");
        yield return One("as with extra whose key has capitals", good, $"{Token}, as: jane, as-user-extra: {{\"Team/Name\": [Blue]}}");
        yield return One("groups without as", good, $"{Token}, as-groups: [devs]");
        yield return One("uid without as", good, $"{Token}, as-uid: \"7\"");

        // Client certificates.
        foreach (var (kind, elliptic) in ((string, bool)[])[("RSA", false), ("EC", true)])
        {
            using var own = TestCertificates.Signed(server.Authority, $"dev-{kind}", client: true, elliptic: elliptic);
            var (pem, key) = (own.ExportCertificatePem(), TestCertificates.Key(own));
            yield return One(
                $"client certificate {kind} as data",
                good,
                $"client-certificate-data: {Base64(pem)}, client-key-data: {Base64(key)}"
            );
            yield return One(
                $"client certificate {kind} as files",
                good,
                "client-certificate: me.crt, client-key: me.key",
                "",
                ("me.crt", pem),
                ("me.key", key)
            );
            yield return One(
                $"client certificate {kind} and token",
                good,
                $"{Token}, client-certificate-data: {Base64(pem)}, client-key-data: {Base64(key)}"
            );
        }

        yield return One("client certificate without key", good, "client-certificate: me.crt", "", ("me.crt", "x"));
        yield return One("client certificate that is missing", good, "client-certificate: none.crt, client-key: none.key");
        yield return One(
            "client certificate that is none",
            good,
            $"client-certificate-data: {Base64("x")}, client-key-data: {Base64("y")}"
        );

        // Whom is trusted.
        yield return One("authority as a file", $"{At("good")}, certificate-authority: ca.pem", Token, "", ("ca.pem", bundle));
        yield return One(
            "bundle whose second certificate counts",
            $"{At("good")}, certificate-authority: two.pem",
            Token,
            "",
            ("two.pem", TestCertificates.Authority("another").ExportCertificatePem() + "\n" + bundle)
        );
        yield return One(
            "authority of somebody else",
            $"{At("good")}, certificate-authority-data: {Base64(TestCertificates.Authority("another").ExportCertificatePem())}",
            Token
        );
        yield return One("no authority", At("good"), Token);
        yield return One("authority file that is missing", $"{At("good")}, certificate-authority: none.pem", Token);
        yield return One("authority that is no certificate", $"{At("good")}, certificate-authority-data: {Base64("x")}", Token);
        yield return One("authority that is no base64", $"{At("good")}, certificate-authority-data: \"%%%\"", Token);
        yield return One("file and data", $"{good}, certificate-authority: ca.pem", Token, "", ("ca.pem", bundle));
        yield return One("not looked at", $"{At("other")}, insecure-skip-tls-verify: true", Token);
        yield return One("not looked at, with an authority", $"{good}, insecure-skip-tls-verify: true", Token);
        yield return One("certificate of another host", $"{At("other")}, {data}", Token);
        yield return One("certificate that has expired", $"{At("old")}, {data}", Token);
        yield return One("certificate with a name in its subject alone", $"{At("nameless")}, {data}", Token);
        yield return One("certificate from an intermediate that is sent", $"{At("below")}, {data}", Token);
        yield return One(
            "an intermediate as authority",
            $"{At("below")}, certificate-authority-data: {Base64(server.Intermediate.ExportCertificatePem())}",
            Token
        );
        yield return One("the server's own certificate name", $"{At("good")}, {data}, tls-server-name: other.test", Token);
        yield return One("a wrong tls-server-name", $"{At("good")}, {data}, tls-server-name: wrong.test", Token);
        yield return One(
            "not looked at, with a tls-server-name",
            $"{At("other")}, insecure-skip-tls-verify: true, tls-server-name: other.test",
            Token
        );
        yield return One("localhost, which the certificate lacks", $"{At("good", "localhost")}, {data}", Token);

        // Where to.
        yield return One("a path behind the host", $"server: \"https://127.0.0.1:{server.Port}/k8s/clusters/c-abc\", {data}", Token);
        yield return One(
            "a path with a slash at its end",
            $"server: \"https://127.0.0.1:{server.Port}/k8s/clusters/c-abc/\", {data}",
            Token
        );
        yield return One("no scheme, with an authority", $"server: \"127.0.0.1:{server.Port}\", {data}", Token);
        yield return One("no server", data, Token);
        yield return One("nobody listens", $"server: \"https://127.0.0.1:1\", {data}", Token);
        yield return One("a host that nobody knows", $"server: \"https://unknown.invalid:{server.Port}\", {data}", Token);

        // Proxies.
        yield return One("proxy-url", $"{At("good", "api.test")}, {data}, proxy-url: \"http://127.0.0.1:{server.ProxyPort}\"", Token);
        yield return One(
            "proxy-url with user and password",
            $"{At("good", "api.test")}, {data}, proxy-url: \"http://me:p%40ss@127.0.0.1:{server.ProxyPort}\"",
            Token
        );
        yield return One(
            "proxy-url that refuses",
            $"{At("good", "refused.test")}, {data}, proxy-url: \"http://127.0.0.1:{server.ProxyPort}\"",
            Token
        );
        yield return One(
            "proxy-url socks5",
            $"{At("good", "api.test")}, {data}, proxy-url: \"socks5://127.0.0.1:{server.SocksPort}\"",
            Token
        );
        yield return One(
            "proxy-url of another kind",
            $"{At("good", "api.test")}, {data}, proxy-url: \"ftp://127.0.0.1:{server.ProxyPort}\"",
            Token
        );
        yield return One("a proxy that is not there", $"{At("good", "api.test")}, {data}, proxy-url: \"http://127.0.0.1:1\"", Token);
        var far = One("HTTPS_PROXY", $"{At("good", "api.test")}, {data}", Token);
        KubeconfigCase With(string name, KubeconfigCase kase, params (string Name, string Value)[] variables) =>
            kase with
            {
                Name = name,
                Variables = variables.Append(("KUBECONFIG", "config")).ToDictionary(variable => variable.Item1, variable => variable.Item2),
            };
        var proxy = $"http://127.0.0.1:{server.ProxyPort}";
        yield return With("HTTPS_PROXY", far, ("HTTPS_PROXY", proxy));
        yield return With("https_proxy without a scheme", far, ("https_proxy", $"127.0.0.1:{server.ProxyPort}"));
        yield return With("HTTPS_PROXY is not for this machine", One("", good, Token), ("HTTPS_PROXY", "http://127.0.0.1:1"));
        yield return With("NO_PROXY names another", far, ("HTTPS_PROXY", proxy), ("NO_PROXY", "example.com,10.0.0.0/8,.other.test"));
        yield return With("NO_PROXY names it", far, ("HTTPS_PROXY", proxy), ("NO_PROXY", "example.com, test"));
        yield return With(
            "NO_PROXY names a domain with a dot, which is not for the domain itself",
            far,
            ("HTTPS_PROXY", proxy),
            ("NO_PROXY", ".api.test")
        );
        yield return With("no_proxy names it", far, ("https_proxy", proxy), ("no_proxy", "api.test"));
        yield return With("HTTPS_PROXY before https_proxy", far, ("HTTPS_PROXY", proxy), ("https_proxy", "http://127.0.0.1:1"));
        yield return With("ALL_PROXY is for others", far, ("ALL_PROXY", proxy));
        yield return With("HTTPS_PROXY socks5", far, ("HTTPS_PROXY", $"socks5://127.0.0.1:{server.SocksPort}"));
        yield return With("HTTPS_PROXY of another kind", far, ("HTTPS_PROXY", $"ftp://127.0.0.1:{server.ProxyPort}"));
        yield return With(
            "proxy-url before HTTPS_PROXY and NO_PROXY",
            One("", $"{At("good", "api.test")}, {data}, proxy-url: \"{proxy}\"", Token),
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("NO_PROXY", "*")
        );
        var address = One("", $"{At("good", "255.255.255.255")}, {data}, tls-server-name: api.test", Token);
        yield return With("an address through HTTPS_PROXY", address, ("HTTPS_PROXY", proxy), ("NO_PROXY", "10.0.0.0/8"));
        yield return With(
            "NO_PROXY names the network of the address",
            address,
            ("HTTPS_PROXY", proxy),
            ("NO_PROXY", "10.0.0.0/8,255.255.255.0/24")
        );
        yield return With("IPv6 through proxy-url", One("", $"{At("good", "[::1]")}, {data}, proxy-url: \"{proxy}\"", Token));
        yield return With(
            "IPv6 through HTTPS_PROXY with a tls-server-name",
            One("", $"{At("good", "[2001:db8::1]")}, {data}, tls-server-name: api.test", Token),
            ("HTTPS_PROXY", proxy),
            ("NO_PROXY", "2001:db9::/32")
        );
        yield return With("NO_PROXY names it with another port", far, ("HTTPS_PROXY", proxy), ("NO_PROXY", "api.test:1"));

        // Plugins.
        foreach (var kase in Plugins(home, good, (name, cluster, user, files) => One(name, cluster, user, "", files)))
        {
            yield return kase;
        }

        // Files.
        yield return With(
            "a second file has the user",
            new(
                "",
                new Dictionary<string, string>
                {
                    ["config"] =
                        $"{{apiVersion: v1, kind: Config, current-context: x, clusters: [{{name: c, cluster: {{{good}}}}}], contexts: [{{name: x, context: {{cluster: c, user: u}}}}]}}",
                    ["more"] = $"{{apiVersion: v1, kind: Config, current-context: y, users: [{{name: u, user: {{{Token}}}}}]}}",
                }
            )
        ) with
        {
            Variables = new Dictionary<string, string> { ["KUBECONFIG"] = "config:none:more" },
        };
        yield return new KubeconfigCase(
            "the first file that names a user has all of it",
            new Dictionary<string, string> { ["config"] = Config(good, "token: first"), ["more"] = Config(good, "token: second, as: jane") }
        )
        {
            Variables = new Dictionary<string, string> { ["KUBECONFIG"] = "config:more" },
        };
        yield return new KubeconfigCase("no kubeconfig, and the variables of a pod without its token", new Dictionary<string, string>())
        {
            Variables = new Dictionary<string, string>
            {
                ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
                ["KUBERNETES_SERVICE_PORT"] = $"{server.Port}",
            },
        };
        yield return new KubeconfigCase(
            "a kubeconfig before the variables of a pod",
            new Dictionary<string, string> { ["config"] = Config(good, Token) }
        )
        {
            Variables = new Dictionary<string, string>
            {
                ["KUBECONFIG"] = "config",
                ["KUBERNETES_SERVICE_HOST"] = "127.0.0.1",
                ["KUBERNETES_SERVICE_PORT"] = "1",
            },
        };
        yield return new KubeconfigCase(
            "the file in the home directory",
            new Dictionary<string, string> { [".kube/config"] = Config(good, Token) }
        )
        {
            Variables = new Dictionary<string, string>(),
        };
        yield return One("a context that is named", good, Token) with
        {
            Context = "x",
        };
        yield return One("a context that does not exist", good, Token) with
        {
            Context = "none",
        };
        yield return new(
            "a context with a cluster that does not exist",
            new Dictionary<string, string>
            {
                ["config"] =
                    $"{{apiVersion: v1, kind: Config, current-context: x, contexts: [{{name: x, context: {{cluster: c, user: u}}}}], users: [{{name: u, user: {{{Token}}}}}]}}",
            }
        );
        yield return new(
            "a user that does not exist",
            new Dictionary<string, string>
            {
                ["config"] =
                    $"{{apiVersion: v1, kind: Config, current-context: x, contexts: [{{name: x, context: {{cluster: c, user: u}}}}], clusters: [{{name: c, cluster: {{{good}}}}}]}}",
            }
        );
        yield return new("no YAML", new Dictionary<string, string> { ["config"] = "clusters: [\n" });
        yield return new("another kind", new Dictionary<string, string> { ["config"] = "{apiVersion: v1, kind: Pod}" });
        yield return new(
            "a cluster named twice",
            new Dictionary<string, string>
            {
                ["config"] = Config(good, Token)
                    .Replace("clusters: [", $"clusters: [{{name: c, cluster: {{{good}}}}}, ", StringComparison.Ordinal),
            }
        );
        yield return new(
            "JSON",
            new Dictionary<string, string>
            {
                ["config"] =
                    $$$"""{"apiVersion":"v1","kind":"Config","current-context":"x","clusters":[{"name":"c","cluster":{"server":"https://127.0.0.1:{{{server.Port}}}","certificate-authority-data":"{{{Base64(bundle)}}}"}}],"users":[{"name":"u","user":{"token":"sesame"}}],"contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}]}""",
            }
        );
        yield return One("unknown keys and anchors", $"{good}, nobody-knows: 1", $"{Token}, other: {{a: b}}");
    }

    private static IEnumerable<KubeconfigCase> Plugins(
        TempDirectory home,
        string good,
        Func<string, string, string, (string, string)[], KubeconfigCase> one
    )
    {
        const string V1 = "client.authentication.k8s.io/v1";
        string Script(string status, string version = V1, string before = "") =>
            $$"""
                #!/usr/bin/env bash
                {{before}}
                printf '%s' '{"apiVersion":"{{version}}","kind":"ExecCredential","status":{{status}}}'
                """;
        string Exec(string more, string version = V1) => $"exec: {{apiVersion: {version}, interactiveMode: Never, {more}}}";
        (string, string)[] With(string script) => [("bin/plugin", script)];
        yield return one("plugin", good, Exec("command: ./bin/plugin"), With(Script("{\"token\":\"handed\"}")));
        yield return one(
            "plugin v1beta1",
            good,
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/plugin}",
            With(Script("{\"token\":\"handed\"}", "client.authentication.k8s.io/v1beta1"))
        );
        yield return one(
            "plugin v1alpha1",
            good,
            Exec("command: ./bin/plugin", "client.authentication.k8s.io/v1alpha1"),
            With(Script("{\"token\":\"handed\"}", "client.authentication.k8s.io/v1alpha1"))
        );
        yield return one(
            "plugin of v1 without interactiveMode",
            good,
            $"exec: {{apiVersion: {V1}, command: ./bin/plugin}}",
            With(Script("{\"token\":\"handed\"}"))
        );
        yield return one(
            "plugin by its whole path",
            good,
            Exec($"command: \"{home["bin/plugin"]}\""),
            With(Script("{\"token\":\"handed\"}"))
        );
        const string Told = """
            #!/usr/bin/env bash
            said=$(printf '%s|' "$@" "$WORD" "$KUBERNETES_EXEC_INFO" | sha256sum | cut -c1-40)
            printf '%s' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$said"'"}}'
            """;
        yield return one(
            "plugin with arguments and variables",
            good,
            Exec("command: ./bin/plugin, args: [\"a b\", \"\", \"$HOME\", \"--x='y'\"], env: [{name: WORD, value: \"ü $(id)\"}]"),
            With(Told)
        );
        yield return one(
            "plugin that is told of the cluster",
            $"{good}, tls-server-name: other.test, extensions: [{{name: client.authentication.k8s.io/exec, extension: {{b: 1, a: [x, true]}}}}]",
            Exec("command: ./bin/plugin, provideClusterInfo: true"),
            With(Told)
        );
        yield return one(
            "plugin that fails",
            good,
            Exec("command: ./bin/plugin"),
            With("#!/usr/bin/env bash\necho 'run `az login`' >&2\nexit 3\n")
        );
        yield return one("plugin that is missing", good, Exec("command: no-such-plugin, installHint: \"Get it from the shelf.\""), []);
        yield return one(
            "plugin that answers with something else",
            good,
            Exec("command: ./bin/plugin"),
            With("#!/usr/bin/env bash\necho hello\n")
        );
        yield return one(
            "plugin that answers with another version",
            good,
            Exec("command: ./bin/plugin"),
            With(Script("{\"token\":\"handed\"}", "client.authentication.k8s.io/v1beta1"))
        );
        yield return one("plugin that answers with nothing", good, Exec("command: ./bin/plugin"), With(Script("{}")));
        yield return one(
            "plugin whose credential is good for an hour",
            good,
            Exec("command: ./bin/plugin"),
            With(Script($"{{\"token\":\"handed\",\"expirationTimestamp\":\"{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}\"}}"))
        );
        yield return one(
            "plugin whose credential has expired",
            good,
            Exec("command: ./bin/plugin"),
            With(Script("{\"token\":\"handed\",\"expirationTimestamp\":\"2020-01-01T00:00:00Z\"}"))
        );
        yield return one(
            "plugin whose credential expires at no time",
            good,
            Exec("command: ./bin/plugin"),
            With(Script("{\"token\":\"handed\",\"expirationTimestamp\":\"tomorrow\"}"))
        );
        yield return one(
            "plugin whose credential is refused",
            good,
            Exec("command: ./bin/plugin"),
            With(Script("{\"token\":\"refused\"}"))
        );
        yield return one(
            "plugin that wants a person",
            good,
            $"exec: {{apiVersion: {V1}, interactiveMode: Always, command: ./bin/plugin}}",
            With(Script("{\"token\":\"handed\"}"))
        );
        yield return one(
            "plugin beside a token",
            good,
            $"token: typed, {Exec("command: ./bin/plugin")}",
            With(Script("{\"token\":\"handed\"}"))
        );
        yield return one(
            "plugin and impersonation",
            good,
            $"as: jane, {Exec("command: ./bin/plugin")}",
            With(Script("{\"token\":\"handed\"}"))
        );
        using var own = TestCertificates.Signed(TestCertificates.Authority("plugins"), "dev-plugin", client: true);
        var (pem, key) = (own.ExportCertificatePem().ReplaceLineEndings("\\n"), TestCertificates.Key(own).ReplaceLineEndings("\\n"));
        yield return one(
            "plugin that hands out a certificate",
            good,
            Exec("command: ./bin/plugin"),
            With(
                Script($"{{\"clientCertificateData\":\"{pem}\",\"clientKeyData\":\"{key}\"}}")
                    .Replace("printf '%s'", "printf '%b'", StringComparison.Ordinal)
                    .Replace("\\n", "\\\\n", StringComparison.Ordinal)
            )
        );
    }

    private static string Config(string cluster, string user, string context = "") =>
        $"{{apiVersion: v1, kind: Config, current-context: x, clusters: [{{name: c, cluster: {{{cluster}}}}}], users: [{{name: u, user: {{{user}}}}}], contexts: [{{name: x, context: {{cluster: c, user: u{context}}}}}]}}\n";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
