using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Which text of an id is meant.</summary>
public sealed class TaskDigestSpecs
{
    [Theory]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] T012 [P] [ASYNC] Create the album model in src/Album.cs",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [X] **T012** [ASYNC]  Create the `album` model   in src/Album.cs.",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "* [ ] T012: Create the album model in src/Album.cs [P] (depends on T003, T004-T006)",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs — after T003 and Phase 2\r\n  - Depends on: T007",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] - [x] T012 Create the album model in src/Album.cs",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "900d6e603eba8a3a",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs\n  - [ ] with a title\n  - and a date",
        "Create the album model in src/Album.cs with a title and a date"
    )]
    [InlineData(
        "900d6e603eba8a3a",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs\n\n  - [x] with a title\n    - and   a date\n",
        "Create the album model in src/Album.cs with a title and a date"
    )]
    [InlineData("f6df6f93a05e796a", "T012", "- [ ] T012 Create the album view in src/Album.cs", "Create the album view in src/Album.cs")]
    [InlineData(
        "880891ec8d82e245",
        "T013",
        "- [ ] T012 Create the album model in src/Album.cs",
        "T012 Create the album model in src/Album.cs"
    )]
    [InlineData(
        "d7d2c25340b77c98",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs (after lunch)",
        "Create the album model in src/Album.cs (after lunch)"
    )]
    [InlineData("f5c8a3db5984a091", "T012a", "- [ ] T012a Схема über 相册 in src/ä.cs", "Схема über 相册 in src/ä.cs")]
    [InlineData("b11885c2256b4f85", "T013", "- [ ] T013 Create the album model in src/Album.cs", "Create the album model in src/Album.cs")]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "1. [ ] [US1] t012 Create the album model in src/Album.cs [async]",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "+ [~] T012 Create the album model in src/Album.cs [blocked by Phase 1 & US2]",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [-] T012 Create the album model in src/Album.cs -- needs: User Story 1, and T-4",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs\n  requires T003–T005.",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] T012\u00a0Create\u2003the album model\u3000in src/Album.cs :",
        "Create the album model in src/Album.cs"
    )]
    [InlineData(
        "84d55e5c1c9b825c",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs\r",
        "Create the album model in src/Album.cs"
    )]
    [InlineData("ebd4b77e846f425b", "T012", "- [ ] T012 Create the Album model in src/Album.cs", "Create the Album model in src/Album.cs")]
    [InlineData(
        "ca0fa1e14aaa6f83",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs (depends on T003 and lunch)",
        "Create the album model in src/Album.cs (depends on T003 and lunch)"
    )]
    [InlineData(
        "9c9ec1230d8827bc",
        "T012",
        "- [ ] T012 Create the album model until T003 lands in src/Album.cs",
        "Create the album model until T003 lands in src/Album.cs"
    )]
    [InlineData(
        "607c634c2da44e1c",
        "T012",
        "- [ ] T012 Create the album model in src/Album.cs - after T003 has landed",
        "Create the album model in src/Album.cs - after T003 has landed"
    )]
    [InlineData(
        "bc214c84993d599d",
        "T012",
        "- [ ] T012b Create the album model in src/Album.cs",
        "T012b Create the album model in src/Album.cs"
    )]
    [InlineData(
        "a51fb7e88ac2cac1",
        "T012",
        "- [ ] T012\u00e9 Create the album model in src/Album.cs",
        "T012\u00e9 Create the album model in src/Album.cs"
    )]
    [InlineData("4e8ab38f1ea8de7b", "T012", "- [ ] T012- Create", "- Create")]
    [InlineData("563bc85ad505f38e", "T012", "- [ ] T012", "")]
    [InlineData("563bc85ad505f38e", "T012", "", "")]
    [InlineData("e3d72321154431e9", "TDD-7", "- [ ] TDD-7: Add a failing test (after TDD-6)", "Add a failing test")]
    [InlineData("e7174462adf8a6c2", "T-015", "- [ ] T-015 [SYNC] Decide (DEPENDS ON t-14.)", "Decide")]
    [InlineData("8723bf2e892f18cd", "T1.2", "- [ ] T1.2 Split.\n  1. first.\n  2) second:", "Split. first. second")]
    [InlineData("8fe7556c8040c2fb", "T001", "- [ ] T001 (depends on T002) Build [US12] (after US3, T004) and ship [P]", "Build and ship")]
    [InlineData("6bd3e2e7f0745054", "T001", "- [ ] T001 e\u0301 is not \u00e9", "e\u0301 is not \u00e9")]
    [InlineData("2d60693bd4bea5f6", "T001", "- [ ] T001 [x] is a box in the text [ ] too", "[x] is a box in the text [ ] too")]
    [InlineData("f8b7a0e31f76a2b3", "T001", "- [ ] T001 Build\u001cwith\u001fseparators", "Build with separators")]
    [InlineData("5d57310cac314c1d", "T001", "- [ ] T001 Depends on: T003", "Depends on: T003")]
    [InlineData("e56cdf68b8b9bcfe", "T001", "- [ ] T001 Build\n  - **Depends on**: T002", "Build")]
    public void A_digest_is_made_of_the_id_and_the_words(string digest, string id, string raw, string words)
    {
        TaskDigest.Words(TaskId.FromGrammar(id), raw).ShouldBe(words);
        TaskDigest.Of(TaskId.FromGrammar(id), raw).Value.ShouldBe(digest);
    }

    [Theory]
    [InlineData("- [ ] T012 Build\n  - [ ] with a title\n    and a date\n\n  - in code\n- [ ] T013 Other\n")]
    [InlineData("\uFEFF# Tasks\r\n\r\n> - [x] **T012** [ASYNC] Build\r\n>   - with a title and a date\r\n>   - in code (after T001)\r\n")]
    [InlineData("- [ ] T012 Build <!-- said\n  elsewhere -->\n  - with a title\nand a date\n  - in code\n\nA paragraph of its own.\n")]
    public void The_words_of_a_task_are_its_line_and_what_belongs_to_it(string file)
    {
        var task = TasksText.Read(file).Tasks[0];
        TaskDigest.Words(task.Id, task.Raw).ShouldBe("Build with a title and a date in code");
        task.Digest.ShouldBe(TaskDigest.Of(task.Id, "Build with a title and a date in code"));
    }

    [Theory]
    [InlineData("84d55e5c1c9b825c", true)]
    [InlineData("84d55e5c1c9b825", false)]
    [InlineData("84D55E5C1C9B825C", false)]
    [InlineData("84d55e5c1c9b825c\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_sixteen_digits_are_a_digest(string? text, bool isOne) => (TaskDigest.TryParse(text) is not null).ShouldBe(isOne);
}
