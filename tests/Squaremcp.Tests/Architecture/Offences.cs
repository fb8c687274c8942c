namespace Squaremcp.Tests.Architecture;

internal static class Offences
{
    /// <summary>Fails with every offence in full, one a line.</summary>
    internal static void None(IEnumerable<string> offences)
    {
        var found = offences.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found.Prepend($"{found.Count} offences:")));
    }
}
