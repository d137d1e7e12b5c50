using EndToEnd.Support;

namespace EndToEnd.Entrypoint;

/// <summary>Commits that courier signs with an ssh key, for servers that refuse others.</summary>
public sealed class SigningTests
{
    private const string OnlySigned = """
        while read -r old new ref; do
            [[ $new =~ ^0+$ ]] && continue
            for commit in $(git rev-list "$new" --not --all); do
                git -c gpg.ssh.allowedSignersFile=allowed verify-commit "$commit" || exit 1
            done
        done
        """;

    [Fact]
    public async Task Delivery_and_salvage_are_signed_by_the_platforms_key()
    {
        using var pod = await SignedAsync();
        pod.Write("new.txt", "work");
        (await pod.DeliverAsync("failed")).ExitCode.ShouldBe(1);
        pod.Result().Json.GetProperty("salvageRef").GetString().ShouldBe(pod.Salvage);

        using var other = await SignedAsync();
        other.Write("new.txt", "work");
        (await other.DeliverAsync()).ExitCode.ShouldBe(0);
        (await other.ChangesAsync(other.Branch)).ShouldBe(["new.txt"]);
    }

    [Fact]
    public async Task Without_the_key_nothing_is_delivered_and_the_work_is_kept_unsigned()
    {
        using var pod = await Pod.ClonedAsync();
        pod.Settings["GIT_SIGNING_KEY_FILE"] = pod["gone"];
        pod.Write("new.txt", "work");

        var courier = await pod.DeliverAsync();

        pod.Result().Json.GetProperty("outcome").GetString().ShouldBe("push-failed");
        pod.Result().Reason.ShouldContain("cannot sign and commit");
        courier.Output.ShouldContain("a commit of kept work is not signed");
        (await pod.ChangesAsync(pod.Salvage)).ShouldBe(["new.txt"]);
    }

    /// <summary>A pod with a key, and a server that verifies every commit it does not have yet.</summary>
    private static async Task<Pod> SignedAsync()
    {
        var pod = await Pod.ClonedAsync();
        using var key = ProgramRun.Start(
            "ssh-keygen",
            ["-q", "-t", "ed25519", "-N", "", "-f", pod["key"]],
            new Dictionary<string, string>(),
            pod["home"]
        );
        (await key.EndAsync()).ShouldBe(0, key.Output);
        await File.WriteAllTextAsync(
            Path.Combine(pod.Origin.Directory, "allowed"),
            $"speckit-async@localhost {await File.ReadAllTextAsync(pod["key.pub"])}"
        );
        pod.Settings["GIT_SIGNING_KEY_FILE"] = pod["key"];
        pod.Hook("pre-receive", OnlySigned);
        return pod;
    }
}
