using System.Globalization;
using Campaigns;
using Campaigns.Fault;
using Campaigns.Input;
using Campaigns.Kill;
using Campaigns.Secret;

// The program starts as `dotnet run --project tests/Campaigns -- [short|long] [CAMPAIGN…] [--seed N] [--case NAME]`.
ICampaign[] all = [new KillCampaign(), new PodCampaign(), new FaultCampaign(), new InputCampaign(), new SecretCampaign()];
var (isLong, seed, only, wanted) = (false, 20261120, "", new List<string>());
for (var index = 0; index < args.Length; index++)
{
    switch (args[index])
    {
        case "short" or "long":
            isLong = args[index] == "long";
            break;
        case "--seed" when index + 1 < args.Length && int.TryParse(args[index + 1], CultureInfo.InvariantCulture, out var number):
            (seed, index) = (number, index + 1);
            break;
        case "--case" when index + 1 < args.Length:
            (only, index) = (args[index + 1], index + 1);
            break;
        case var name when all.Any(campaign => campaign.Name == name):
            wanted.Add(name);
            break;
        default:
            await Console.Error.WriteLineAsync(
                $"'{args[index]}' is no campaign and no option. Usage: campaigns [short|long] [{string.Join('|', all.Select(campaign => campaign.Name))}]… [--seed NUMBER] [--case NAME]"
            );
            return 1;
    }
}

List<CampaignRow> rows = [];
foreach (var campaign in all.Where(campaign => wanted.Count == 0 || wanted.Contains(campaign.Name)))
{
    CampaignRun run = new(campaign.Name, seed, isLong, only, Console.Error);
    await campaign.RunAsync(run);
    rows.AddRange(run.Rows);
}

Console.WriteLine(CampaignTable.For(rows, seed, isLong));
return rows.Sum(row => row.Failed) > 0 || rows.Sum(row => row.Cases) == 0 ? 2 : 0;
