using SpecKitExtension.Planning;
using SpecKitExtension.Tasks;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

/// <summary>Whole files as they occur in the wild, read and planned.</summary>
public class SampleSpecs
{
    [Fact]
    public void A_file_from_spec_kits_template_reads_as_its_author_meant_it()
    {
        var list = TasksText.Sample("spec-kit-template.md");
        list.Problems.Codes().ShouldBe("");
        list.Ids().ShouldBe("T001 T002 T003 T004 T005 T006 T007 T010 T011 T012 T013 T014 T015 T016 T017 T020 T021 T022 T030 T031");
        list.Phases.Select(phase => phase.Label()).ShouldBe(["1", "2", "3", "4", "N"]);
        list.Narrowed().ShouldBe("1:; 2: 1; 3: 2; 4: 2");
        list.Find("T014").Files.ShouldBe(["src/services/album_service.py"]);
        list.Links().ShouldBe("T014: T012 T013");
        list.Find("T012").Story.ShouldBe("US1");
        Planner
            .Make(list)
            .WavesText()
            .ShouldBe("T003 | T004 | T005 T006 | T007 | T010 T011 T012 T013 T020 | T014 T021 | T015 T022 | T016 | T017 | T030 T031");
    }

    [Fact]
    public void The_stories_of_spec_kits_template_run_beside_each_other_and_Polish_waits_for_all()
    {
        var plan = Planner.Make(TasksText.Sample("stock-template.md"));
        plan.Problems.ShouldBeEmpty();
        plan.WavesText().ShouldBe("T001 | T002 | T003 | T010 T020 T030 | T011 T021 | T040");
        TasksText.Ids(plan.Find("T040").Predecessors).ShouldBe("T011 T021 T030");
    }

    [Fact]
    public void A_file_in_the_forks_format_reads_as_its_author_meant_it()
    {
        var list = TasksText.Sample("fork-format.md");
        list.Problems.Codes().ShouldBe("");
        string.Join(' ', list.Tasks.Where(task => task.Mode == TaskMode.Async).Select(task => task.Id))
            .ShouldBe("T002 T003 TDD-001 T010 T011 T012 T014 T015 T020 T021");
        var plan = Planner.Make(list);
        plan.WavesText().ShouldBe("TDD-001 T020 | TDD-R01 T021 | T010 T011 | T012 | T013 | T014 | T015 | T030");
        plan.Find("T012").Notes.ShouldBe(["after T011: both declare web/src/form.tsx"]);
        plan.Find("T014").Reason.ShouldBe("blocked by T013 [SYNC]");
        plan.Find("T020").State.ShouldBe(TaskState.Ready);
    }

    [Fact]
    public void Mixed_line_ends_a_byte_order_mark_do_no_harm_and_malformed_bytes_are_pointed_at()
    {
        var list = TasksText.Sample("crlf-bom.md");
        list.Problems.Codes().ShouldBe("13:SKA111");
        list.Ids().ShouldBe("T001 T002 T003 T004 T005 T006");
        list.Find("T001").Files.ShouldBe(["docs/größe.md"]);
        list.Find("T002").Description.ShouldBe("Erledigt\n- with a remark");
        list.Find("T005").Text.ShouldBe("Bad bytes \uFFFD\uFFFD\uFFFD");
        list.Tasks.Select(task => task.Line).ShouldBe([5, 6, 11, 12, 13, 18]);
    }

    [Fact]
    public void Imperfect_Markdown_loses_no_task_and_invents_none()
    {
        var list = TasksText.Sample("wild.md");
        list.Ids().ShouldBe("T001 T002 T003 T004 T005 T006 T007 T008a T008b T009 T010 T012 T013 T014");
        list.Problems.Codes().ShouldBe("36:SKA102 39:SKA103 48:SKA101");
        list.Tasks.Select(task => task.Phase).ShouldBe([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
        list.Find("T001").Files.ShouldBeEmpty();
        list.Find("T002").Files.ShouldBe([".eslintrc.json", "src/extra.ts"]);
        list.Find("T003").Files.ShouldBe(["Dockerfile"]);
        list.Find("T005").Files.ShouldBe(["src/folded.ts"]);
        list.Find("T006").Text.ShouldBe("Contract test in tests/contract/test_users.py");
    }
}
