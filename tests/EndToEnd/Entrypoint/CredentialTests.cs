using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>The git credential: where it is asked for, and all the places where it is not.</summary>
public sealed class CredentialTests
{
    private const string Token = "ghs_very-private-token-1234";

    [Fact]
    public async Task The_helper_reads_the_token_anew_each_time_and_answers_nothing_but_get()
    {
        using var pod = await Pod.WithBaseAsync();
        File.WriteAllText(pod["token"], "first\n");
        pod.Settings["GIT_TOKEN_FILE"] = pod["token"];

        (await HelpAsync(pod, "get")).ShouldBe("username=x-access-token\npassword=first\n");
        File.WriteAllText(pod["token"], "second");
        pod.Settings["GIT_USERNAME"] = "robot";
        (await HelpAsync(pod, "get")).ShouldBe("username=robot\npassword=second\n");
        (await HelpAsync(pod, "store")).ShouldBeEmpty();
        (await HelpAsync(pod, "erase")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_can_print_the_token_instead()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["GIT_CREDENTIAL_COMMAND"] = "printf '%s\\n' minted; echo noise >/dev/null";

        (await HelpAsync(pod, "get")).ShouldBe("username=x-access-token\npassword=minted\n");
    }

    [Fact]
    public async Task Git_asks_the_helper_for_this_host_only()
    {
        using var pod = await Pod.WithBaseAsync();
        File.WriteAllText(pod["token"], Token);
        pod.Settings["GIT_TOKEN_FILE"] = pod["token"];
        pod.Settings["GIT_REPO"] = "https://127.0.0.1:1/x.git";
        await pod.RunAsync("clone");

        (await FillAsync(pod, "127.0.0.1:1")).ShouldContain("password=" + Token);
        (await FillAsync(pod, "127.0.0.2:1")).ShouldNotContain(Token);
    }

    [Fact]
    public async Task No_process_log_or_file_of_the_tree_shows_the_token()
    {
        using var pod = await Pod.WithBaseAsync();
        File.WriteAllText(pod["token"], Token + "\n");
        pod.Settings["GIT_TOKEN_FILE"] = pod["token"];
        pod.Settings["GIT_REPO"] = pod[Token];
        var failed = await pod.RunAsync("clone");
        failed.Output.ShouldContain("***");
        (failed.Output + File.ReadAllText(pod["result-clone"])).ShouldNotContain(Token);

        pod.Settings["GIT_REPO"] = pod.Origin.Directory;
        pod.Hook("pre-receive", "for line in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$line; done >seen; env >>seen");
        (await pod.RunAsync("clone")).ExitCode.ShouldBe(0);
        pod.Write("new.txt", "work");
        (await pod.DeliverAsync()).Output.ShouldNotContain(Token);
        var seen = File.ReadAllText(Path.Combine(pod.Origin.Directory, "seen"));
        seen.ShouldContain("push --porcelain");
        seen.ShouldNotContain(Token);
        foreach (var file in Directory.EnumerateFiles(pod["work"], "*", SearchOption.AllDirectories))
        {
            File.ReadAllText(file).ShouldNotContain(Token, customMessage: file);
        }
    }

    [Fact]
    public async Task An_ssh_key_needs_its_known_hosts_and_they_are_strict()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["GIT_REPO"] = "ssh://git@git.example.invalid/x.git";
        pod.Settings["SSH_KEY_FILE"] = pod["key file"];
        await pod.RunAsync("clone");
        pod.Result("clone").Reason.ShouldContain("SSH_KNOWN_HOSTS_FILE");

        pod.Settings["SSH_KNOWN_HOSTS_FILE"] = pod["known hosts"];
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        Directory.CreateDirectory(pod["bin"]);
        File.WriteAllText(pod["bin/ssh"], "#!/bin/bash\nprintf '%s\\n' \"$@\" >>\"${0%/*}/calls\"; exit 255\n");
        File.SetUnixFileMode(pod["bin/ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await pod.RunAsync("clone");

        var call = File.ReadAllText(pod["bin/calls"]);
        call.ShouldContain($"-i\n{pod["key file"]}\n");
        call.ShouldContain("StrictHostKeyChecking=yes\n");
        call.ShouldContain($"UserKnownHostsFile=\"{pod["known hosts"]}\"\n");
    }

    [Fact]
    public async Task A_wrong_host_key_is_asked_once_and_told_with_the_secret_that_holds_the_credential()
    {
        using var pod = await Pod.WithBaseAsync();
        pod.Settings["GIT_REPO"] = "ssh://git@git.example.invalid/x.git";
        pod.Settings["SSH_KEY_FILE"] = pod["key file"];
        pod.Settings["SSH_KNOWN_HOSTS_FILE"] = pod["known hosts"];
        pod.Settings["GIT_CREDENTIAL_SOURCE"] = "ssh-key in the secret agents-git";
        pod.Settings["PATH"] = $"{pod["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        Directory.CreateDirectory(pod["bin"]);
        File.WriteAllText(
            pod["bin/ssh"],
            "#!/bin/bash\necho call >>\"${0%/*}/calls\"\necho '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @' >&2\nexit 255\n"
        );
        File.SetUnixFileMode(pod["bin/ssh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        (await pod.RunAsync("clone")).ExitCode.ShouldBe(1);

        File.ReadAllLines(pod["bin/calls"]).ShouldHaveSingleItem("what no later attempt can change is not tried again");
        pod.Result("clone").Reason.ShouldContain("the key comes from ssh-key in the secret agents-git");
    }

    [Fact]
    public async Task A_credential_never_goes_over_plain_http()
    {
        using var pod = await Pod.WithBaseAsync();
        File.WriteAllText(pod["token"], Token);
        pod.Settings["GIT_TOKEN_FILE"] = pod["token"];
        pod.Settings["GIT_REPO"] = "http://git.example.invalid/x.git";

        (await pod.RunAsync("clone")).ExitCode.ShouldBe(1);

        pod.Result("clone").Reason.ShouldContain("use https://");
    }

    [Theory]
    [InlineData(Token)]
    [InlineData("x-access-token:" + Token)]
    public async Task A_token_that_the_server_repeats_is_hidden_in_base64_too(string said)
    {
        using var pod = await Pod.ClonedAsync();
        File.WriteAllText(pod["token"], Token + "\n");
        pod.Settings["GIT_TOKEN_FILE"] = pod["token"];
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(said));
        pod.Hook("pre-receive", $"echo 'you sent {encoded}' >&2; exit 1");
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        courier.Output.ShouldContain("you sent ***");
        (courier.Output + File.ReadAllText(pod["result-courier"])).ShouldNotContain(encoded.TrimEnd('='));
    }

    [Fact]
    public async Task A_token_that_a_command_has_minted_is_hidden_too()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["GIT_CREDENTIAL_COMMAND"] = "echo minted-token-123456";
        pod.Settings["COURIER_DIR"] = pod["courier"];
        (await HelpAsync(pod, "get")).ShouldContain("password=minted-token-123456");
        pod.Hook("pre-receive", "echo 'you sent minted-token-123456' >&2; exit 1");
        pod.Write("new.txt", "work");

        (await pod.DeliverAsync()).Output.ShouldNotContain("minted-token");
    }

    private static async Task<string> HelpAsync(Pod pod, string operation)
    {
        using var run = ProgramRun.Start(OwnTool.Pod[0], [.. OwnTool.Pod[1..], "credential", operation], pod.Settings, "/");
        await run.EndAsync();
        return run.Output;
    }

    private static async Task<string> FillAsync(Pod pod, string host)
    {
        Dictionary<string, string> environment = new(pod.Settings)
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_CONFIG_GLOBAL"] = pod["courier/gitconfig-remote"],
        };
        using var run = ProgramRun.Start(
            "bash",
            ["-c", $"printf 'protocol=https\\nhost={host}\\n\\n' | git credential fill"],
            environment,
            "/"
        );
        await run.EndAsync();
        return run.Output;
    }
}
