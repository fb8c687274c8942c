using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Settings;

namespace Squaremcp.Frontend;

/// <summary>A client of an Orleans cluster; opens no database but the membership table.</summary>
internal static partial class Composition
{
    static partial void AddGrainHost(WebApplicationBuilder builder, GatewaySettings settings) =>
        builder.UseOrleansClient();

    /// <summary>A frontend of a cluster has no data folder; the silo's program restores.</summary>
    internal static IDisposable Hold(string folder) =>
        throw new CannotStartException("This program has no data folder to restore into; restore with the silo's.", null);

    internal static partial Task PrepareAsync(WebApplication app) => Task.CompletedTask;
}
