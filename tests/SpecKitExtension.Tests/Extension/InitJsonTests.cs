namespace SpecKitExtension.Tests.Extension;

/// <summary>Files in JSON that init shares with others, in shapes that it does not expect.</summary>
public sealed class InitJsonTests : IDisposable
{
    private readonly InitRun project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_file_of_mine_that_cannot_be_changed_stops_init_before_anything_is_written()
    {
        project.Write(".specify/async/config.local.json", "{ \"runtime\": \"local\", \"runtime\": \"local\" }");
        var before = project.Tree();
        (await project.InitAsync("--runtime", "kubernetes")).ShouldBe(1);
        project.Error.ShouldContain("says a name twice");
        project.Tree().ShouldBe(before);
    }

    [Theory]
    [InlineData("""{ "extensions": [] }""")]
    [InlineData("""{ "extensions": { "async": 1 } }""")]
    [InlineData("""{ "extensions": { "async": { "registered_commands": [] } } }""")]
    [InlineData("""{ "extensions": {}, "extensions": {} }""")]
    public async Task A_registry_of_another_shape_stops_no_removal(string registry)
    {
        await project.InitAsync();
        project.Write(".specify/extensions/.registry", registry);
        (await project.InitAsync("--remove")).ShouldBe(0);
    }
}
