using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Squaremcp.Tests.Support;

/// <summary>The product as a fixture wants it.</summary>
/// <param name="Folder">Of the fixture, who removes it; the product's data folder is <c>data</c> in it.</param>
/// <param name="Arguments">Of the program, beyond where its data lies.</param>
internal sealed record ProductSetup(string Folder, params string[] Arguments)
{
    /// <summary>Replaces services of the product. Where it is of two parts each has its own, and this is asked for each: what a test looks at afterwards is made before.</summary>
    internal Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Replaces services that only the part with the grains has, as storage.</summary>
    internal Action<IServiceCollection> GrainServices { get; init; } = _ => { };

    internal Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Adds pages, as a host of grains may have them.</summary>
    internal Action<WebApplication> Pages { get; init; } = _ => { };

    internal string Data => Path.Combine(Folder, "data");
}
