namespace Squaremcp.Accounts;

/// <summary>The state of one way to a provider, which comes back once. Key: the state.</summary>
[Alias("square.IProviderFlowGrain")]
public interface IProviderFlowGrain : IGrainWithStringKey
{
    /// <summary>True the first time.</summary>
    [Alias("Take")]
    Task<bool> Take(CancellationToken cancellationToken);
}
