namespace Campaigns;

/// <summary>One kind of trouble, made again and again at moments and with data that a seed chooses.</summary>
internal interface ICampaign
{
    /// <summary>Its name on the command line and in the table.</summary>
    string Name { get; }

    /// <summary>Makes the trouble, case by case.</summary>
    /// <param name="run">Counts the cases and gives out the seed's random numbers.</param>
    Task RunAsync(CampaignRun run);
}
