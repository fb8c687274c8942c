namespace Squaremcp.Frontend.Accounts;

/// <summary>A browser and its system in the words people use. What a browser says of itself is only its word.</summary>
internal static class UserAgents
{
    // In this order: each names those behind it too.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Vivaldi", "Vivaldi"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl/", "curl")];

    private static readonly (string Mark, string Name)[] Systems =
        [("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "a Mac"), ("Linux", "Linux")];

    internal static string Words(string agent) => (Find(Browsers, agent), Find(Systems, agent)) switch
    {
        (null, null) => agent.Length == 0 ? "" : "An unknown browser",
        ({ } browser, null) => browser,
        (null, { } system) => $"An unknown browser on {system}",
        var (browser, system) => $"{browser} on {system}",
    };

    private static string? Find((string Mark, string Name)[] known, string agent) => Array.Find(known, one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
