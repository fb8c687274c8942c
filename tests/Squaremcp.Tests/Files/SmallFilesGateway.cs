using Microsoft.Extensions.DependencyInjection;
using Squaremcp.Tests.Mcp;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Files;

/// <summary>A gateway with room for little, and time that a test moves.</summary>
public sealed class SmallFilesGateway : McpGateway
{
    internal const int MostBytes = 300_000;

    internal ManualTime Clock { get; } = new(new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    protected override bool Conformance => false;

    protected override string[] More => [$"--Squaremcp:Files:MostBytes={MostBytes}", "--Squaremcp:Files:QuotaBytes=1000000", "--Squaremcp:Files:MostFiles=50"];

    private protected override ProductSetup Configure(ProductSetup setup) => setup with { Services = services => services.AddSingleton<TimeProvider>(Clock) };
}
