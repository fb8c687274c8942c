namespace Squaremcp.Tests.Clients;

/// <summary>One gateway for all tests of a class.</summary>
public class RunningGateway : IAsyncLifetime
{
    private readonly GatewayFolders folders = new();
    private GatewayProcess? process;

    internal GatewayFolders Folders => folders;

    internal GatewayProcess Process => process ?? throw new InvalidOperationException("The gateway was not started.");

    /// <summary>Further arguments of the program.</summary>
    protected virtual string[] Settings => [];

    public async ValueTask InitializeAsync() => process = await GatewayProcess.StartAsync(folders, TestContext.Current.CancellationToken, Settings);

    public virtual async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        folders.Dispose();
        GC.SuppressFinalize(this);
    }
}
