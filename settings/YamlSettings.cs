using Microsoft.Extensions.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Squaremcp.Settings;

/// <summary><c>squaremcp.yaml</c>: its root is the section <c>Squaremcp</c>. Weaker than the environment and the arguments.</summary>
internal static class YamlSettings
{
    private const string DefaultFile = "squaremcp.yaml";

    /// <summary>Puts the file between appsettings.json and the environment. A file named with <c>--config</c> must exist.</summary>
    internal static void AddTo(ConfigurationManager configuration, string? named)
    {
        var file = Path.GetFullPath(named ?? DefaultFile);
        if (!File.Exists(file))
        {
            if (named is not null)
            {
                throw new SettingsException([$"--config names {file}, which is not there."]);
            }

            return;
        }

        var after = configuration.Sources.ToList().FindLastIndex(source => source is Microsoft.Extensions.Configuration.Json.JsonConfigurationSource);
        configuration.Sources.Insert(after + 1, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Read(file) });
    }

    private static List<KeyValuePair<string, string?>> Read(string file)
    {
        try
        {
            var yaml = new YamlStream();
            using var text = File.OpenText(file);
            yaml.Load(text);
            return yaml.Documents.Count == 0 ? [] : [.. Flatten(yaml.Documents[0].RootNode, GatewaySettings.Section)];
        }
        catch (YamlException broken)
        {
            throw new SettingsException([$"{file} is not valid YAML: line {broken.Start.Line}, {broken.Message}"]);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flatten(YamlNode node, string path) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(pair => Flatten(pair.Value, $"{path}:{pair.Key}")),
        YamlSequenceNode list => list.Children.SelectMany((item, index) => Flatten(item, $"{path}:{index}")),
        YamlScalarNode scalar => [new(path, scalar.Value)],
        _ => [],
    };
}

/// <summary>The settings are wrong; the program does not start.</summary>
internal sealed class SettingsException(IReadOnlyList<string> mistakes)
    : Exception($"The settings are wrong:{string.Concat(mistakes.Select(mistake => $"{Environment.NewLine}  - {mistake}"))}");
