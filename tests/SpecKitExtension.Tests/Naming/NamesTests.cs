using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using SpecKitExtension.Naming;
using SpecKitExtension.Tasks;

namespace SpecKitExtension.Tests.Naming;

public sealed partial class NamesTests
{
    private static readonly FeatureName Albums = new("001-photo-albums");
    private static readonly RepositoryKey Repository = RepositoryKey.From("https://git.example.com/team/photos.git");

    [Theory]
    [InlineData("https://Git.Example.com/Team/Photos.git")]
    [InlineData("https://git.example.com:8443/team/photos/")]
    [InlineData("http://git.example.com/team/photos.git//")]
    [InlineData("HTTPS://git.example.com//team/photos")]
    [InlineData("ssh://git@git.example.com:22/team/photos.git")]
    [InlineData("git+ssh://git@git.example.com/team/photos.git")]
    [InlineData("git@git.example.com:team/photos.git")]
    [InlineData("git@git.example.com:/team/photos")]
    [InlineData("git@[git.example.com:2222]:team/photos.git")]
    [InlineData("git.example.com:team/photos.git")]
    [InlineData("git://git.example.com/team/photos")]
    [InlineData("file://git.example.com/team/photos")]
    [InlineData("  https://git.example.com/team/photos.git  ")]
    public void One_repository_has_one_key_whichever_url_names_it(string url) =>
        RepositoryKey.From(url).Value.ShouldBe("git.example.com/team/photos");

    [Theory]
    [InlineData("/srv/git/Photos.git", "/srv/git/photos")]
    [InlineData("/srv/git/photos/.git/", "/srv/git/photos")]
    [InlineData("file:///srv/git/photos.git", "/srv/git/photos")]
    [InlineData("file://localhost/srv/git/photos", "/srv/git/photos")]
    [InlineData("file:///srv/my%20photos", "/srv/my photos")]
    [InlineData("/srv/a:b/photos", "/srv/a:b/photos")]
    [InlineData(@"C:\Git\Photos.git\", "c:/git/photos")]
    [InlineData("C:/Git/Photos", "c:/git/photos")]
    [InlineData("file:///C:/Git/Photos", "c:/git/photos")]
    [InlineData(@"\\server\git\photos", "/server/git/photos")]
    [InlineData("ssh://[::1]:22/photos", "::1/photos")]
    [InlineData("git@[::1]:photos", "::1/photos")]
    public void Local_paths_and_odd_hosts_have_keys_too(string url, string key) => RepositoryKey.From(url).Value.ShouldBe(key);

    [Theory]
    [InlineData("https://user@git.example.com/team/photos")]
    [InlineData("https://user:hunter2@git.example.com/team/photos")]
    [InlineData("http://user:hunter2%40@git.example.com:80/team/photos")]
    [InlineData("https://user:hunter2@hunter2@git.example.com/team/photos")]
    [InlineData("https://user:hun/ter2@git.example.com/team/photos")]
    [InlineData("ssh://user:hunter2@git.example.com/team/photos")]
    [InlineData("user:hunter2@git.example.com:team/photos")]
    public void A_url_with_a_credential_is_refused_and_not_repeated(string url)
    {
        var message = Should.Throw<RepositoryUrlException>(() => RepositoryKey.From(url)).Message;
        message.ShouldNotContain("user:");
        message.ShouldNotContain("hunter");
        message.ShouldNotContain("ter2");
        message.ShouldContain("git remote set-url");
    }

    [Theory]
    [InlineData("")]
    [InlineData("../photos")]
    [InlineData("https://git.example.com")]
    [InlineData("https://git.example.com/.git")]
    [InlineData("ext::sh -c whatever")]
    [InlineData("https://git.example.com/a%0ab")]
    public void What_names_no_repository_is_refused(string url) => Should.Throw<RepositoryUrlException>(() => RepositoryKey.From(url));

    [Fact]
    public void Any_text_is_a_repository_or_refused() =>
        AnyText.Holds(text =>
        {
            try
            {
                RepositoryKey.From(text).Hash.ShouldMatch("^[a-z2-7]{10}$");
            }
            catch (RepositoryUrlException refused)
            {
                refused.Message.ShouldNotBeEmpty();
            }
        });

    [Theory]
    [InlineData("T012", "Create album model", "specs/001-photo-albums/task-012-create-album-model-async")]
    [InlineData("T-015", "Größe prüfen: naïve façade", "specs/001-photo-albums/task-015-grosse-prufen-naive-facade-async")]
    [InlineData("T014a", "Don't stop", "specs/001-photo-albums/task-014a-dont-stop-async")]
    [InlineData("T024.1", "x", "specs/001-photo-albums/task-024.1-x-async")]
    [InlineData("TDD-R01", "x", "specs/001-photo-albums/task-tdd-r01-x-async")]
    [InlineData("T1", "🎯🎯🎯", "specs/001-photo-albums/task-1-task-async")]
    [InlineData(
        "T1",
        "Write the integration tests for the upload service in tests/upload",
        "specs/001-photo-albums/task-1-write-the-integration-tests-for-the-async"
    )]
    [InlineData(
        "T1",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
        "specs/001-photo-albums/task-1-donaudampfschifffahrtselektrizitatenhaup-async"
    )]
    public void A_branch_is_named_after_its_task(string task, string title, string branch) => Branch(Albums, task, title).ShouldBe(branch);

    [Fact]
    public void Names_that_git_would_refuse_are_made_legal_and_stay_apart()
    {
        string[] features = ["my feature", "my..feature", "-my-feature", "my-feature.lock", "my-feature."];
        var branches = features.Select(feature => Branch(new(feature), "T1", "x")).Append(Branch(new("my-feature"), "T1", "x")).ToArray();
        branches.ShouldBeUnique();
        branches.ShouldAllBe(branch => IsLegalForGit(branch));
        branches.ShouldAllBe(branch => branch.StartsWith("specs/my-feature"));
        IsLegalForGit(BranchName.For(new("refs/heads/x"), TaskId.FromGrammar("T1"), "x", "{feature}/{number}").Value).ShouldBeTrue();
        BranchName
            .TryParse(BranchName.For(new("refs/heads/x"), TaskId.FromGrammar("T1"), "x", "{feature}/{number}").Value)
            .ShouldNotBeNull();
    }

    [Fact]
    public void Any_task_has_a_branch_that_git_takes_and_that_is_known_again() =>
        AnyText.Holds(
            (feature, task, title) =>
            {
                foreach (
                    var template in (string[])
                        [BranchName.DefaultTemplate, "{feature}/{slug}-{number}", "{feature}-{number}/{slug}", "a/{feature}.{number}"]
                )
                {
                    BranchName.TemplateProblem(template).ShouldBeNull();
                    var (name, id) = (new FeatureName(feature), TaskId.FromGrammar(task));
                    var branch = BranchName.For(name, id, title, template).Value;
                    IsLegalForGit(branch).ShouldBeTrue(branch);
                    BranchName.TryParse(branch).ShouldNotBeNull();
                    SalvageRef.TryParse(branch).ShouldBeNull();
                    BranchName.IsNamedFor(branch, name, id, template).ShouldBeTrue(branch);
                    BranchName.IsNamedFor($"{branch}-salvage-1", name, id, template).ShouldBeFalse();
                    var beside = BranchName.For(name, id, title, template).Beside(Digest).Value;
                    IsLegalForGit(beside).ShouldBeTrue(beside);
                    BranchName.IsNamedFor(beside, name, id, template).ShouldBeTrue(beside);
                }

                IsLegalForGit(new IntegrationRef(new(feature), IntegrationRef.DefaultTemplate).Value).ShouldBeTrue();
            }
        );

    [Fact]
    public void What_the_tool_takes_for_a_branch_git_takes_too() =>
        AnyText.Holds(text => (BranchName.TryParse(text) is null || IsLegalForGit(text)).ShouldBeTrue());

    [Theory]
    [InlineData("specs/001-photo-albums/task-012-another-title-async", true)]
    [InlineData("specs/001-photo-albums/task-012-x-async", true)]
    [InlineData("specs/001-photo-albums/task-0123-x-async", false)]
    [InlineData("specs/001-photo-albums/task-01-x-async", false)]
    [InlineData("specs/002-photo-albums/task-012-x-async", false)]
    [InlineData("specs/001-photo-albums/task-012-x-async-salvage-2", false)]
    [InlineData("specs/001-photo-albums/task-012-x/y-async", false)]
    [InlineData("specs/001-photo-albums/task-012-async", false)]
    [InlineData("specs/001-photo-albums/task-012-x-async-84d55e", true)]
    [InlineData("specs/001-photo-albums/task-012-x-async-84D55E", false)]
    [InlineData("specs/001-photo-albums/task-012-x-async-84d55", false)]
    [InlineData("specs/001-photo-albums/task-012-async-84d55e", false)]
    [InlineData("specs/001-photo-albums/async-integration", false)]
    public void A_branch_is_found_again_though_the_title_has_changed(string branch, bool belongs) =>
        BranchName.IsNamedFor(branch, Albums, TaskId.FromGrammar("T012"), BranchName.DefaultTemplate).ShouldBe(belongs);

    [Theory]
    [InlineData("specs/001-photo-albums", "001-photo-albums", "001-photo-albums")]
    [InlineData("services/api/specs/001-photo-albums", "services/api/001-photo-albums", "services/api/001-photo-albums")]
    [InlineData("specs/specs/001", "specs/001", "specs/001")]
    [InlineData("features/001", "features/001", "features/specs/001")]
    [InlineData("001", "001", "specs/001")]
    [InlineData("specs", "specs", "specs/specs")]
    [InlineData(".", ".", "specs/.")]
    public void A_feature_is_the_path_of_its_directory(string directory, string feature, string twin)
    {
        FeatureName.Of(directory).Value.ShouldBe(feature);
        FeatureName.Twin(directory).ShouldBe(twin);
    }

    [Theory]
    [InlineData("async/integration", "{feature}")]
    [InlineData("{feature}..x", "legal")]
    [InlineData("{feature}/{number}", "legal")]
    public void A_useless_template_of_the_integration_branch_is_explained(string template, string says) =>
        IntegrationRef.TemplateProblem(template).ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void A_merge_says_what_a_server_wants_to_read()
    {
        MergeText.TemplateProblem("SHOP-12: integrate {task} of {feature}").ShouldBeNull();
        new MergeText("SHOP-12: integrate {task} of {feature}", "001-{task}").For("T012").ShouldBe("SHOP-12: integrate T012 of 001-{task}");
        MergeText.TemplateProblem("{title}").ShouldNotBeNull().ShouldContain("{title} is not known");
        MergeText.TemplateProblem(" ").ShouldNotBeNull();
    }

    [Fact]
    public void Two_projects_of_a_repository_share_no_name()
    {
        FeatureName[] features =
        [
            FeatureName.Of("specs/001-init"),
            FeatureName.Of("services/api/specs/001-init"),
            FeatureName.Of("services/web/specs/001-init"),
        ];
        features
            .Select(feature => Branch(feature, "T001", "x"))
            .ShouldBe([
                "specs/001-init/task-001-x-async",
                "specs/services/api/001-init/task-001-x-async",
                "specs/services/web/001-init/task-001-x-async",
            ]);
        features.Select(feature => PodName.For(Repository, feature, TaskId.FromGrammar("T001"), 1).Value).ShouldBeUnique();
        features.Select(feature => Labels.Selector(Repository, feature)).ShouldBeUnique();
        features.Select(feature => new IntegrationRef(feature, IntegrationRef.DefaultTemplate).Value).ShouldBeUnique();
    }

    [Fact]
    public void Tasks_that_would_share_a_branch_are_found()
    {
        var tasks = new[] { "T012", "T013", "T-012", "t013", "TDD-012" }.Select(TaskId.FromGrammar);
        BranchName.Collisions(tasks).Select(same => string.Join(' ', same)).ShouldBe(["T012 T-012"]);
    }

    [Theory]
    [InlineData("specs/{feature}/{id}", "{id}")]
    [InlineData("specs/{feature}/{slug}", "{number}")]
    [InlineData("specs/{number}", "{feature}")]
    [InlineData("{feature}/{number}{slug}{slug}", "once")]
    [InlineData("{feature}/{number}..x", "legal")]
    [InlineData("-{feature}/{number}", "legal")]
    [InlineData("{feature}/x-salvage-{number}", "salvage")]
    public void A_useless_branch_template_is_explained(string template, string says) =>
        BranchName.TemplateProblem(template).ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void A_salvage_ref_names_its_branch_and_attempt()
    {
        var salvage = SalvageRef.TryParse("specs/f/task-1-x-async-salvage-12").ShouldNotBeNull();
        (salvage.Branch.Value, salvage.Attempt).ShouldBe(("specs/f/task-1-x-async", 12));
        salvage.ToString().ShouldBe("specs/f/task-1-x-async-salvage-12");
        (
            (string[])
                [
                    "specs/f/task-1-x-async",
                    "x-salvage-0",
                    "x-salvage-01",
                    "x-salvage-",
                    "-salvage-1",
                    "x-salvage-10000",
                    "x-salvage-2147483647",
                    "x-salvage-99999999999",
                ]
        ).ShouldAllBe(name => SalvageRef.TryParse(name) == null);
    }

    [Theory]
    [InlineData("T012", "001-photo-albums", 1, "agent-t012-001-photo-albums-shelbrg2fr")]
    [InlineData("T012", "001-photo-albums", 2, "agent-t012-001-photo-albums-shelbrg2fr-2")]
    [InlineData("t012", "001-photo-albums", 1, "agent-t012-001-photo-albums-shelbrg2fr")]
    [InlineData("T-024.1", "20261120-101500-a-very-long-feature-name-indeed", 3, "agent-t-024-1-20261120-101500-a-?-3")]
    [InlineData("TDD-R01", "日本", 1, "agent-tdd-r01-?")]
    public void A_pod_is_named_after_its_attempt(string task, string feature, int attempt, string name) =>
        PodName
            .For(Repository, new(feature), TaskId.FromGrammar(task), attempt)
            .Value.ShouldMatch($"^{Regex.Escape(name).Replace("\\?", "[a-z2-7]{10}")}$");

    [Fact]
    public void Pods_of_different_repositories_features_and_tasks_never_share_a_name()
    {
        string Pod(string url, string feature, string task) =>
            PodName.For(RepositoryKey.From(url), new(feature), TaskId.FromGrammar(task), 1).Value;
        new[]
        {
            Pod("h:a", "b", "T1"),
            Pod("h:a", "b", "T-1"),
            Pod("h:a", "B", "T1"),
            Pod("h:a/b", "b", "T1"),
            Pod("h:a", "b1", "T"),
        }.ShouldBeUnique();
    }

    [Fact]
    public void Any_attempt_has_a_pod_name_and_labels_that_kubernetes_takes() =>
        AnyText.Holds(
            (feature, task, _) =>
            {
                foreach (var attempt in (int[])[1, 2, 100, int.MaxValue])
                {
                    var name = PodName.For(Repository, new(feature), TaskId.FromGrammar(task), attempt).Value;
                    name.Length.ShouldBeLessThanOrEqualTo(63);
                    name.ShouldMatch("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$");
                    var labels = Labels.For(Repository, new(feature), TaskId.FromGrammar(task), Digest, attempt);
                    labels.Values.ShouldAllBe(value => LabelValue().IsMatch(value));
                }
            }
        );

    [Fact]
    public void Labels_find_a_pod_again_and_never_make_it_part_of_a_release()
    {
        var labels = Labels.For(Repository, Albums, TaskId.FromGrammar("T012"), Digest, 2);
        labels
            .Select(label => $"{label.Key}={label.Value}")
            .ShouldBe([
                $"speckit-async/repo={Repository.Hash}",
                "speckit-async/feature=001-photo-albums",
                "speckit-async/task=T012",
                $"speckit-async/task-digest={Digest}",
                "speckit-async/attempt=2",
                "app.kubernetes.io/name=speckit-async-agent",
                "app.kubernetes.io/part-of=agentic-sdlc-orchestrator",
                "app.kubernetes.io/managed-by=speckit-async",
            ]);
        Labels.Selector(Repository, Albums).ShouldBe($"speckit-async/repo={Repository.Hash},speckit-async/feature=001-photo-albums");
        Labels.Value("my feature").ShouldMatch("^[a-z2-7]{10}$");
    }

    private static TaskDigest Digest { get; } = TaskDigest.Of(TaskId.FromGrammar("T012"), "Create album model");

    private static string Branch(FeatureName feature, string task, string title) =>
        BranchName.For(feature, TaskId.FromGrammar(task), title, BranchName.DefaultTemplate).Value;

    private static bool IsLegalForGit(string branch)
    {
        // No program can be given such an argument, so git would never see the name.
        if (branch.Contains('\0') || branch.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar))
        {
            return false;
        }

        using var git = Process.Start(
            new ProcessStartInfo("git", ["check-ref-format", "--branch", branch])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Path.GetTempPath(),
            }
        ) ?? throw new Win32Exception();
        git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();
}
