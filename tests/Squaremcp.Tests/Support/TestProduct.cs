using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Frontend;

namespace Squaremcp.Tests.Support;

/// <summary>The whole product in this process, on ports of its own. Whether its grains live in the frontend or in a silo apart is the configuration's: <c>Embedded/TestProduct.cs</c>, <c>Cluster/TestProduct.cs</c>.</summary>
internal sealed partial class TestProduct : IAsyncDisposable
{
    private readonly ProductSetup setup;
    private WebApplication? frontend;

    private TestProduct(ProductSetup setup) => this.setup = setup;

    internal Uri Address => new(Frontend.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    internal IServiceProvider Frontend => frontend!.Services;

    /// <summary>Of the part with the grains.</summary>
    internal partial IServiceProvider Grains { get; }

    internal static async Task<TestProduct> StartAsync(ProductSetup setup)
    {
        var product = new TestProduct(setup);
        try
        {
            product.frontend = await product.BuildAsync();
            setup.Pages(product.frontend);
            await Server.StartAsync(product.frontend);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>As Ctrl+C does, with the clients still there.</summary>
    internal Task StopAsync() => frontend!.StopAsync();

    /// <summary>The database, as few or many files.</summary>
    internal partial Task<IReadOnlyList<Kept>> DatabaseAsync();

    /// <summary>Everything that stays when the product is gone.</summary>
    internal async Task<IReadOnlyList<Kept>> KeptAsync() =>
        [.. await DatabaseAsync(), .. Directory.GetFiles(setup.Data, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock").Select(Kept.File)];

    public async ValueTask DisposeAsync()
    {
        if (frontend is not null)
        {
            await frontend.StopAsync();
            await frontend.DisposeAsync();
        }

        await EndGrainsAsync();
    }

    private partial Task<WebApplication> BuildAsync();

    private partial Task EndGrainsAsync();
}
