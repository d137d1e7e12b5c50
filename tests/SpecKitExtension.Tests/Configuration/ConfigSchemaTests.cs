using System.Reflection;
using SpecKitExtension.Configuration;
using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Configuration;

public sealed class ConfigSchemaTests
{
    /// <summary>To write the schema anew: <c>SPECKIT_ASYNC_UPDATE=1 dotnet test --filter Schema</c>.</summary>
    [Fact]
    public void The_schema_is_what_the_records_of_the_settings_say()
    {
        if (Environment.GetEnvironmentVariable("SPECKIT_ASYNC_UPDATE") is { Length: > 0 })
        {
            var root = typeof(ConfigSchemaTests)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(data => data.Key == "RepositoryRoot")
                .Value!;
            File.WriteAllText(Path.Combine(root, "src/Templates/config.schema.json"), SchemaText.Write());
        }
        else
        {
            EmbeddedText.Read("config.schema.json").ShouldBe(SchemaText.Write());
        }
    }

    [Fact]
    public void Every_default_is_a_value_that_its_setting_takes()
    {
        foreach (var spec in SettingSpec.All.Where(spec => spec.Schema.TryGetProperty("default", out _)))
        {
            var value = spec.Schema.GetProperty("default");
            spec.Problem(new(spec.Key, value.ValueKind, value.ToString(), [.. spec.Usually], "default")).ShouldBeNull();
        }
    }
}
