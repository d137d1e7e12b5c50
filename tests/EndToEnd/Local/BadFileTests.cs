using System.Text;
using EndToEnd.Support;

namespace EndToEnd.Local;

/// <summary>A template or a configuration that cannot be used: one message with file, line and remedy, and nothing is started.</summary>
public sealed class BadFileTests
{
    private const string Template = ".specify/async/templates/task-prompt.md";
    private const string Configuration = ".specify/async/config.json";

    private static readonly string[][] Starts =
    [
        ["run", "--agent", FeatureClone.Agent("good")],
        ["spawn", "T001", "--agent", FeatureClone.Agent("good")],
    ];

    [Fact]
    public async Task A_template_that_does_not_parse_never_ends_prints_without_measure_or_names_what_there_is_not()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] One in `src/one.txt`\n");
        await IsRefusedAsync("a\n{{ if id }}\nb\n", ":2:12: ", "<end>");
        await IsRefusedAsync("a\n{{ id\n", ":2:1: ", "A {{ has no }}. Close it, or write {{ '{{' }} for the braces themselves.");
        await IsRefusedAsync("a\n{{ while true }}{{ end }}\n", ":2:4: ", "Make its loops and texts shorter.");
        await IsRefusedAsync("a\n{{ 'x' * 100000000 }}\n", ":2:10: ", "Make its loops and texts shorter.");
        await IsRefusedAsync(
            $"a\n{{{{ for i in 1..90000 }}}}{new string('x', 1200)}{{{{ end }}}}\n",
            ":2:",
            "Make its loops and texts shorter."
        );
        await IsRefusedAsync("a\n{{ nothing }}\n", ":2:4: ", "`nothing` was not found. Known names: description, documents,");
        await IsRefusedAsync("a\n{{#each files}}{{/each}}\n", ":2:1: ", "write {{ if story }}");

        File.Delete(feature.Clone[Template]);
        await File.WriteAllTextAsync(feature["elsewhere.md"], "Do {{ id }}\n");
        File.CreateSymbolicLink(feature.Clone[Template], feature["elsewhere.md"]);
        await StartsNothingAsync(feature, $"{Template}: ", "is a link, and nothing is read through one. Put the file itself there.");

        async Task IsRefusedAsync(string text, string place, string says)
        {
            feature.Clone.Write(Template, text);
            await StartsNothingAsync(feature, $"{Template}{place}", says);
        }
    }

    [Fact]
    public async Task A_configuration_with_a_number_for_a_text_an_unknown_key_a_comment_a_byte_order_mark_or_ten_megabytes()
    {
        await using var feature = await FeatureOrigin.CreateAsync("- [ ] T001 [ASYNC] One in `src/one.txt`\n");
        await IsRefusedAsync("{\n  \"namespace\": 7\n}\n", ":2: ", "namespace is 7. It takes lower-case letters");
        await IsRefusedAsync("{\n  \"maxParalel\": 7\n}\n", ":2: ", "Did you mean maxParallel?");
        await IsRefusedAsync("{\n  // why\n  \"maxParallel\": 7\n}\n", ":2:3: ", "It has no comments: remove them.");
        await IsRefusedAsync("\ufeff{\n  \"maxParallel\": 7\n}\n", ":1: ", "Save it as UTF-8 without one.");
        await IsRefusedAsync(
            $"{{\n  \"namespace\": \"{new string('x', 10 << 20)}\"\n}}\n",
            ": ",
            "It has more than 1,024 KiB. Make it shorter."
        );

        async Task IsRefusedAsync(string text, string place, string says)
        {
            await File.WriteAllBytesAsync(feature.Clone[Configuration], Encoding.UTF8.GetBytes(text));
            await StartsNothingAsync(feature, $"{Configuration}{place}", says);
        }
    }

    private static async Task StartsNothingAsync(FeatureOrigin feature, string place, string says)
    {
        await feature.Clone.Git.CommitAllAsync("A file that is wrong");
        foreach (var command in Starts)
        {
            var refused = (await feature.Clone.RunAsync(command)).ShouldEndWith(3);
            refused.Output.ShouldBe("");
            refused.Error.ShouldContain(place);
            refused.Error.ShouldContain(says);
            refused.Error.TrimEnd('\n').ShouldNotContain("\n", customMessage: "one message");
        }

        (await feature.BranchesAsync()).ShouldBeEmpty();
        feature.AttemptFolders().ShouldBeEmpty();
        await feature.NothingRunsAsync();
    }
}
