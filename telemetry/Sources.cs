namespace Squaremcp.Telemetry;

/// <summary>Whose spans and numbers are collected: our own, and what the frameworks below tell of themselves.</summary>
internal static class Sources
{
    /// <summary>Every assembly of ours names its <see cref="System.Diagnostics.ActivitySource"/> and its meter after itself.</summary>
    private const string Ours = "Squaremcp.";

    private const string Orleans = "Microsoft.Orleans";

    /// <summary>By meter, the instruments that are kept; null for all of them. ASP.NET Core has dozens, and each is a series for every route.</summary>
    private static readonly Dictionary<string, string[]?> Frameworks = new(StringComparer.Ordinal)
    {
        ["Microsoft.AspNetCore.Hosting"] = ["http.server.request.duration", "http.server.active_requests"],
        ["Microsoft.AspNetCore.Server.Kestrel"] = ["kestrel.active_connections", "kestrel.rejected_connections"],
        ["System.Runtime"] = null,
        [Orleans] = null,
    };

    /// <summary>As OpenTelemetry's builders take them. The server's own source is the request that all else hangs on; <c>System.Net.Http</c> is left out, because it writes addresses.</summary>
    internal static string[] Traces { get; } = [$"{Ours}*", "Microsoft.AspNetCore", "Microsoft.Orleans.Application"];

    internal static string[] Meters { get; } = [$"{Ours}*", .. Frameworks.Keys];

    /// <summary>Whether spans of this source carry a call from process to process.</summary>
    internal static bool Carries(string source) => source.StartsWith(Ours, StringComparison.Ordinal) || source == "Microsoft.Orleans.Application";

    internal static bool IsOfGrains(string meter) => meter == Orleans;

    internal static bool Counts(string meter, string instrument) =>
        meter.StartsWith(Ours, StringComparison.Ordinal) || (Frameworks.TryGetValue(meter, out var kept) && kept?.Contains(instrument) != false);

    /// <summary>The labels of an instrument that are kept; null for all of them.</summary>
    internal static string[]? Labels(string instrument) => instrument switch
    {
        "http.server.request.duration" => ["http.route", "http.response.status_code"],
        "http.server.active_requests" or "kestrel.active_connections" or "kestrel.rejected_connections" => [],
        _ => null,
    };
}
