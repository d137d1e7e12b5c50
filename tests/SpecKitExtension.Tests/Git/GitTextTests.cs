using SpecKitExtension.Git;

namespace SpecKitExtension.Tests.Git;

/// <summary>What git says and is told, as text.</summary>
public sealed class GitTextTests
{
    [Theory]
    [InlineData("git version 2.39.5", "2.39")]
    [InlineData("git version 2.39.5 (Apple Git-154)", "2.39")]
    [InlineData("git version 2.45.1.windows.1", "2.45")]
    [InlineData("git version 3.0.0-rc1", "3.0")]
    public void A_version_is_found_however_it_is_printed(string printed, string version) =>
        GitVersion.Parse(printed)!.ToString().ShouldBe(version);

    [Theory]
    [InlineData(
        "[remote rejected] (pre-receive hook declined)",
        "remote: this repository is archived        \nremote:\nTo /o.git\nerror: failed",
        "[remote rejected] (pre-receive hook declined): this repository is archived"
    )]
    [InlineData("[remote rejected] (pre-receive hook declined)", "error: failed", "[remote rejected] (pre-receive hook declined)")]
    [InlineData(PushAnswer.Moved, "remote: hello", PushAnswer.Moved)]
    public void A_refusal_has_the_servers_own_words(string refusal, string error, string told) =>
        PushAnswer.With(refusal, error, "specs/f/task-001-a-async", ["specs/f/task-001-a-async"]).ShouldBe(told);

    [Fact]
    public void What_a_server_says_of_other_branches_is_none_of_this_ones_refusal() =>
        PushAnswer
            .With(
                "[remote rejected] (hook declined)",
                "remote: specs/f/task-001-a-async: no ticket\nremote: specs/f/task-002-b-async: no ticket\nremote: ask the platform team\n",
                "specs/f/task-002-b-async",
                ["specs/f/task-001-a-async", "specs/f/task-002-b-async"]
            )
            .ShouldBe("[remote rejected] (hook declined): specs/f/task-002-b-async: no ticket ask the platform team");

    [Theory]
    [InlineData("[remote rejected] (unpacker error)", true)]
    [InlineData("[remote rejected] (missing necessary objects)", true)]
    [InlineData("[remote rejected] (cannot lock ref 'refs/heads/a')", true)]
    [InlineData("[remote rejected] (pre-receive hook declined)", false)]
    [InlineData("[rejected] (non-fast-forward)", false)]
    public void A_server_that_stumbles_has_decided_nothing(string refusal, bool passes) => PushAnswer.MayPass(refusal).ShouldBe(passes);

    [Fact]
    public void A_remote_has_its_first_address_for_pushes_and_whatever_it_is_called_there() =>
        GitRemote
            .Parse([
                "origin\thttps://git.example.com/a (fetch) b.git (fetch) [blob:none]",
                "origin\tssh://git.example.com/a.git (push)",
                "origin\tssh://mirror.example.com/a.git (push)",
                "own/fork\t../fork.git (fetch)",
                "own/fork\t../fork.git (push)",
            ])
            .ShouldBe([
                new("origin", "https://git.example.com/a (fetch) b.git", "ssh://git.example.com/a.git"),
                new("own/fork", "../fork.git", "../fork.git"),
            ]);

    [Theory, InlineData(""), InlineData("git version unknown"), InlineData("hub version 2.14"), InlineData("git version 99999.1")]
    public void Anything_else_is_no_version(string printed) => GitVersion.Parse(printed).ShouldBeNull();

    [Fact]
    public void Settings_become_a_file_that_says_the_same() =>
        GitConfigText
            .Of([
                "http.sslverify\nfalse",
                "http.https://git.example.com/.extraheader\nAuthorization: Basic abc",
                "credential.helper\n!f() { echo \"user\"; }; f",
                "url.git@host:a \"b\"\\c.insteadof\nshort:",
                "core.askpass",
                "credential.helper\ntwo\nlines",
            ])
            .ShouldBe(
                """
                [http]
                	sslverify = "false"
                [http "https://git.example.com/"]
                	extraheader = "Authorization: Basic abc"
                [credential]
                	helper = "!f() { echo \"user\"; }; f"
                [url "git@host:a \"b\"\\c"]
                	insteadof = "short:"
                [core]
                	askpass = "true"
                [credential]
                	helper = "two\nlines"

                """
            );

    [Fact]
    public void A_push_is_answered_branch_by_branch()
    {
        var answers = PushAnswer.Parse(
            "To /srv/a b.git\n*\tabc:refs/heads/specs/f/task-1\t[new branch]\n=\tabc:refs/heads/same\t[up to date]\n!\tabc:refs/heads/moved\t[rejected] (stale info)\n!\tabc:refs/heads/x\t[remote rejected] (pre-receive hook declined)\n*\tabc:refs/tags/v1\t[new tag]\nDone\n"
        );
        answers
            .ToDictionary(answer => answer.Key, answer => answer.Value.Refusal)
            .ShouldBe(
                new Dictionary<string, string?>
                {
                    ["specs/f/task-1"] = null,
                    ["same"] = null,
                    ["moved"] = PushAnswer.Moved,
                    ["x"] = "[remote rejected] (pre-receive hook declined)",
                },
                ignoreOrder: true
            );
        PushAnswer.MayPass(answers["x"].Refusal!).ShouldBeFalse();
        PushAnswer.MayPass(answers["moved"].Refusal!).ShouldBeTrue();
        PushAnswer.MayPass("[remote rejected] (failed to update ref)").ShouldBeTrue();
    }

    [Theory]
    [InlineData("Add albums\n\nTask: T001\nFeature: f\nAttempt: 2\nBase-Commit: abc\nAgent-Outcome: succeeded\n", "T001#2 succeeded")]
    [InlineData(
        "Squashed commit of the following:\n\ncommit abc\nAuthor: x <y@z>\n\n    Add albums\n\n    Task: T001\n    Feature: f\n    Attempt: 1\n    Base-Commit: abc\n    Agent-Outcome: succeeded\n",
        "T001#1 succeeded"
    )]
    [InlineData(
        "Albums (#7)\n\n* Add\n\nTask: T001\nFeature: f\nAttempt: 1\nBase-Commit: abc\nAgent-Outcome: succeeded\n\n* Photos\n\nTask: T002\nFeature: f\nAttempt: 1\nBase-Commit: abc\nAgent-Outcome: succeeded\nSigned-off-by: A <a@b>",
        "T001#1 succeeded, T002#1 succeeded"
    )]
    [InlineData("x\r\n\r\nTask: T001\r\nFeature: f\r\nAttempt: 1\r\nBase-Commit: abc\r\nAgent-Outcome: succeeded\r\n", "T001#1 succeeded")]
    [InlineData("Another feature\n\nTask: T001\nFeature: g\nAttempt: 1\nAgent-Outcome: succeeded\n", "")]
    [InlineData(
        "A joke\n\nTask: T001\nFeature: f\nAttempt: 2147483647\nBase-Commit: abc\nAgent-Outcome: succeeded\n\nTask: T001\nFeature: f\nAttempt: 0\nAgent-Outcome: succeeded\n",
        ""
    )]
    [InlineData(
        "Task: T001\nFeature: f\nAttempt: 1\nAgent-Outcome: succeeded\nTask: T002\nFeature: f\nAttempt: 1\nAgent-Outcome: failed",
        "T001#1 succeeded, T002#1 failed"
    )]
    [InlineData("Just words about Task: T001\n\nFeature: f\n", "")]
    public void Trailers_are_found_wherever_a_squash_has_put_them(string message, string found) =>
        string.Join(
                ", ",
                MessageTrailers
                    .Blocks(message)
                    .Select(block => DeliveryTrailers.Read("abc", block, new("f")))
                    .OfType<DeliveryTrailers>()
                    .Select(trailers => $"{trailers.Task}#{trailers.Attempt} {trailers.AgentOutcome}")
            )
            .ShouldBe(found);

    [Theory]
    [InlineData("Add albums\n\nTask: T001\nFeature: f\nAttempt: 2\n", "T001")]
    [InlineData("Add albums\n\nTask: T666\nFeature: f\nAttempt: 2\n\nTask: T001\nFeature: f\nAttempt: 2\n\n", "T001")]
    [InlineData("Add albums\n\nTask: T666\nFeature: f\nAttempt: 2\n\nJust words", "")]
    [InlineData("Add albums", "")]
    public void A_courier_writes_its_trailers_last(string message, string task) =>
        (DeliveryTrailers.Read("abc", MessageTrailers.Last(message), new("f"))?.Task ?? "").ShouldBe(task);

    [Theory]
    [InlineData("", 0, "0 files; the courier's log names them")]
    [InlineData("0", 0, "0 files; the courier's log names them")]
    [InlineData("1", 1, "1 file; the courier's log names it")]
    [InlineData("""1 ["a \"b\".bin"]""", 1, "a \"b\".bin")]
    [InlineData("""7 ["a","b",null,3]""", 7, "a, b and 5 more")]
    [InlineData("7 [\"a", 7, "7 files; the courier's log names them")]
    [InlineData("-1", 1, "1 file; the courier's log names it")]
    [InlineData("some", 1, "1 file; the courier's log names it")]
    public void What_was_left_out_is_counted_and_named(string trailer, int count, string text)
    {
        var left = LeftOut.Parse(trailer);
        (left.Count, left.ToString()).ShouldBe((count, text));
    }

    [Theory]
    [InlineData("0", "0", "0 files; the courier's log names them")]
    [InlineData("1 [\"a\"]", "2 [\"a\",\"b\"]", "a, b")]
    [InlineData("0", "2 [\"b\",\"arrived\"]", "b")]
    [InlineData("0", "9 [\"b\",\"arrived\"]", "b and 7 more")]
    [InlineData("1 [\"a\"]", "1 [\"b\",\"c\",\"arrived\"]", "a, b, c")]
    public void What_an_earlier_attempt_left_out_is_left_out_until_it_arrives(string trailer, string earlier, string text) =>
        LeftOut.Parse(trailer).And(LeftOut.Parse(earlier).Without(new HashSet<string> { "arrived" })).ToString().ShouldBe(text);
}
