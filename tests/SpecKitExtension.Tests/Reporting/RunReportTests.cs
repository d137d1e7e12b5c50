using SpecKitExtension.Naming;
using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Reporting;

public sealed class RunReportTests
{
    [Fact]
    public void A_report_reads_well_in_a_pull_request() =>
        Snapshot.Matches(
            SampleReport.Text(RepositoryPage.Of(RepositoryKey.From("https://github.com/owner/photos"), "https://github.com/owner/photos")),
            extension: "md"
        );

    [Fact]
    public void Without_a_known_host_branches_are_no_links() => SampleReport.Text(null).ShouldNotContain("](");
}
