using System.Reflection;
using System.Text.RegularExpressions;
using SpecKitExtension.Pod;

namespace SpecKitExtension.Tests.Pod;

public sealed class VariablesTests
{
    private static readonly string Readme = File.ReadAllText(
        Path.Combine(
            typeof(VariablesTests)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(data => data.Key == "RepositoryRoot")
                .Value!,
            "docker/README.md"
        )
    );

    [Fact]
    public void Every_variable_that_the_roles_read_is_in_the_table_and_no_other()
    {
        // What `pod sweep`, `pod test` and the certificates of all roles read besides the settings of a task's roles.
        HashSet<string> asked = ["CA_BUNDLE_FILE", "NAMESPACE", "SSL_CERT_FILE", "SWEEP_KEEP_DAYS", "TEST_ADDRESSES"];
        PodSettings.Read(name =>
        {
            asked.Add(name);
            return null;
        });
        var table = Readme[
            Readme.IndexOf("| variable | roles |", StringComparison.Ordinal)..Readme.IndexOf("OpenCode's adapter", StringComparison.Ordinal)
        ];
        var told = table
            .Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line.Split('|')[1], "`([A-Z_]+)`").Select(match => match.Groups[1].Value));
        asked.Order(StringComparer.Ordinal).ShouldBe(told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("specs/001-albums", "001-albums")]
    [InlineData("specs/001-albums/", "001-albums")]
    [InlineData("services/api/specs/001-albums", "services/api/001-albums")]
    [InlineData("specs/deep/001-albums", "specs/deep/001-albums")]
    [InlineData("001-albums", "001-albums")]
    public void A_feature_is_its_directory_without_the_last_segment_specs(string directory, string feature) =>
        PodSettings.Read(name => name == "SPECIFY_FEATURE_DIRECTORY" ? directory : null).Feature.ShouldBe(feature);

    [Theory]
    [InlineData("TASK_ATTEMPT", "01")]
    [InlineData("LINE_MAX_BYTES", "79")]
    [InlineData("LINE_MAX_BYTES", "a[$(touch pwned)]")]
    [InlineData("LOG_MAX_BYTES", "-1")]
    [InlineData("RETRY_SECONDS", "1e3")]
    [InlineData("BASE_COMMIT", "HEAD")]
    [InlineData("TASK_DIGEST", "84D55E5C1C9B825C")]
    [InlineData("GIT_REPO", "a\nb")]
    public void A_value_that_makes_no_sense_is_named(string name, string value)
    {
        Dictionary<string, string> variables = new()
        {
            ["GIT_BRANCH"] = "b",
            ["TASK_ID"] = "T1",
            ["SPECIFY_FEATURE_DIRECTORY"] = "specs/1",
            [name] = value,
        };
        PodSettings.Read(variables.GetValueOrDefault).Problem.ShouldNotBeNull().ShouldStartWith(name);
    }
}
