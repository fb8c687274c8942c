using Squaremcp.Frontend.Operation;
using Squaremcp.Settings;

namespace Squaremcp.Frontend.Commands;

/// <summary>The verbs of the program. Each is a client of the running server, or of one started for it alone.</summary>
internal static class CommandLine
{
    private const string Help = """
        squaremcp                                   start the gateway (settings: README)
        squaremcp --sandbox                         the same, with simulated platforms to rehearse in
        squaremcp customer create --email E --name N [--plan free|starter|pro|enterprise]
        squaremcp customer create --plan sandbox --name N   every platform connected to its simulator
        squaremcp customer list
        squaremcp customer invite --customer ID --email E [--role owner|admin|member|viewer]   mails an invitation; a customer without people gets its first owner so
        squaremcp customer suspend --customer ID --reason WHY   stops all that is done in its name; it reads the reason
        squaremcp customer resume --customer ID
        squaremcp customer impersonate --customer ID --operator YOU --reason WHY [--minutes 30] [--changes]
                                                    prints a token to act as the customer, reading only unless --changes; the customer sees all of it
        squaremcp impersonation list --customer ID
        squaremcp impersonation end --customer ID --id IMPERSONATION
        squaremcp member list --customer ID
        squaremcp key create --customer ID --name N [--rights full|read_only] [--tools a,b]
        squaremcp key list --customer ID
        squaremcp key revoke --customer ID --id KEY
        squaremcp connect email --customer ID --address A [--account default] [--name YOU] [--user LOGIN] [--token]
                                [--imap HOST[:PORT][/starttls]] [--smtp HOST[:PORT][/starttls]] [--imap-certificate SHA256] [--smtp-certificate SHA256]
                                                    asks for the password, or takes it as one line of standard input
        squaremcp connect obsidian --customer ID --vault FOLDER [--account default] [--create]
        squaremcp connect discord --customer ID [--account default]   the bot's token comes from the terminal or standard input
        squaremcp connect telegram --customer ID [--account default] [--username @BOT]   the token comes from the terminal or standard input
        squaremcp connect whatsapp --customer ID --phone-number-id N --business-account-id N [--phone-number +N] [--account default]   asks for the system user's token
        squaremcp connect PLATFORM --customer ID [--account default]   prints a link for platforms that a person signs in to, and waits on a terminal
        squaremcp audit verify [--customer ID]      the running installation's chains
        squaremcp audit verify FILE [--public-key PEM]   an export, offline
        squaremcp audit export --customer ID [--out FILE]
        squaremcp vault rotate | pause | resume | status
        squaremcp doctor                            checks the public address as clients meet it, and tells how clients fared in the last day
        squaremcp doctor --url ADDRESS              checks any gateway from any machine; needs no data folder
        squaremcp doctor [--customer ID] [--code CODE]   only that customer's clients; the attempt that a page showed the code for
        squaremcp import nodejs FOLDER [--dry-run] [--key-file FILE]   customers, connections and usage of the Node.js product (docs/import-nodejs.md)
        squaremcp backup FILE
        squaremcp restore FILE [--force]
        squaremcp import FOLDER                     moves the installation of that data folder into this one, which must be empty; cut off, it goes on where it was
        squaremcp --help | --version

        --json prints JSON instead of a table. --data FOLDER names the data folder (default: SQUAREMCP__DataDirectory, else data),
        --config FILE the settings file (default: squaremcp.yaml here); the gateway itself takes both too.
        Exit codes: 0 done, 1 failed, 2 not understood.
        """;

    internal static async Task<int> RunAsync(string[] args)
    {
        try
        {
            if (args.Contains("--help", StringComparer.Ordinal))
            {
                Console.WriteLine(Help);
                return 0;
            }

            var words = Words.Read(args);
            switch (words.Verb)
            {
                case "help":
                    Console.WriteLine(Help);
                    return 0;
                case "--version":
                    Console.WriteLine(typeof(CommandLine).Assembly.GetName().Version!.ToString(3));
                    return 0;
                case "audit verify" when words.Argument is not null:
                    return await AuditFile.VerifyAsync(words);
                case "doctor" when words.Option("url") is not null:
                    return await DoctorVerb.FromOutsideAsync(words);
                case "restore":
                    return await RestoreCommand.RunAsync(words);
                case "import":
                    return await ImportCommand.RunAsync(words);
            }

            if (!Verbs.All.TryGetValue(words.Verb, out var verb) && (verb = words.Verb.StartsWith("connect ", StringComparison.Ordinal) ? ConnectByLink.RunAsync : null) is null)
            {
                throw new UsageException($"There is no command \"{words.Verb}\".");
            }

            await using var gateway = await Gateway.OpenAsync(words);
            return await verb(words, gateway);
        }
        catch (UsageException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{Help}");
            return 2;
        }
        catch (Exception failed) when (failed is CommandException or SettingsException or CannotStartException or IOException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return 1;
        }
    }
}

/// <summary>The command was not understood.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command was understood and could not be done.</summary>
/// <param name="status">What the gateway answered, where it refused.</param>
internal sealed class CommandException(string message, int? status = null) : Exception(message)
{
    internal int? Status { get; } = status;
}
