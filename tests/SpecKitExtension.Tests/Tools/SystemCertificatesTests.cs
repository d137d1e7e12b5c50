using SpecKitExtension.Tools;

namespace SpecKitExtension.Tests.Tools;

public sealed class SystemCertificatesTests
{
    [Fact]
    public async Task What_this_process_does_not_read_its_programs_still_find()
    {
        var before = Environment.GetEnvironmentVariable("SSL_CERT_FILE") ?? "";
        SystemCertificates.Spare();
        var seen = await new ToolRunner(Variables.OfProcess()).RunAsync(
            new("sh", "-c", "printf %s \"$SSL_CERT_FILE\""),
            CancellationToken.None
        );
        seen.Text.ShouldBe(before);
        Environment.GetEnvironmentVariable("SSL_CERT_FILE").ShouldBe(before.Length == 0 ? null : before);
    }
}
