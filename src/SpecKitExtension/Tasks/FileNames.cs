using System.Buffers;
using System.Collections.Frozen;

namespace SpecKitExtension.Tasks;

/// <summary>What file names look like in the repositories spec-kit is used for.</summary>
internal static class FileNames
{
    public static FrozenSet<string> Extensions { get; } =
        Words(
            """
            adoc asm astro avsc bash bat bicep bicepparam bzl c cc cfg cjs clj cljs cmake cmd conf cpp cs csproj cshtml css csv cts cxx dart dockerfile
            edn ejs elm env erb erl ex exs fs fsproj fsx gemspec gif gleam go gql gradle graphql groovy h haml hbs hcl hpp hrl hs htm html http ico
            ini ipynb java jl jpeg jpg js json json5 jsonc jsonl jsx kt kts less lhs liquid lock lua m md mdc mdx mjs mk ml mli mm mod mts
            mustache nim nix nuspec odt pdf pem php pl pm plist png prisma properties props proto ps1 psd1 psm1 pug puml py pyi pyx r razor rb
            resx rs rst sass sbt scala scss sh sln slnx snap sql sqlite stories sum svelte svg svh sv swift targets tcl tex tf tfvars thrift
            toml ts tsv tsx twig txt vb vbproj vhd vue wasm webmanifest webp wgsl wsdl xaml xlsx xml xsd xsl yaml yml zig zsh
            """
        );

    public static FrozenSet<string> WellKnown { get; } =
        Words(
            """
            Brewfile Caddyfile Containerfile Dockerfile Earthfile Gemfile Jenkinsfile Justfile Makefile Pipfile Podfile Procfile Rakefile Tiltfile
            Vagrantfile CODEOWNERS justfile
            """
        );

    public static string[] Hidden { get; } =
    [
        ".babelrc",
        ".browserslistrc",
        ".clang-format",
        ".clang-tidy",
        ".coveragerc",
        ".dockerignore",
        ".editorconfig",
        ".env",
        ".eslintignore",
        ".eslintrc",
        ".flake8",
        ".gitattributes",
        ".gitignore",
        ".gitkeep",
        ".gitmodules",
        ".golangci",
        ".helmignore",
        ".htaccess",
        ".mailmap",
        ".mocharc",
        ".node-version",
        ".npmignore",
        ".npmrc",
        ".nvmrc",
        ".pre-commit-config",
        ".prettierignore",
        ".prettierrc",
        ".pylintrc",
        ".python-version",
        ".rubocop",
        ".ruby-version",
        ".stylelintrc",
        ".swiftlint",
        ".tool-versions",
        ".yarnrc",
    ];

    /// <summary>Products whose names end like files.</summary>
    public static FrozenSet<string> Products { get; } =
        FrozenSet.Create(
            StringComparer.OrdinalIgnoreCase,
            [
                .. """
                Alpine.js Angular.js Backbone.js Chart.js D3.js Day.js Discord.js Ember.js Express.js Gatsby.js Hapi.js Knockout.js Koa.js Leaflet.js
                Lit.js Mapbox.js Moment.js Nest.js Next.js Node.js Nuxt.js P5.js Passport.js Phaser.js React.js Require.js Sails.js Socket.io Solid.js
                Svelte.js Three.js Vue.js Vert.x
                """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            ]
        );

    /// <summary>Directories whose files are programs without an extension.</summary>
    public static FrozenSet<string> ProgramDirectories { get; } = Words("bin sbin .ci .husky .githooks");

    /// <summary>Directories of repositories that people also write with a slash before them.</summary>
    public static FrozenSet<string> RepositoryDirectories { get; } =
        Words(
            """
            app apps backend charts cmd components config database db docker docs frontend infra internal lib migrations packages pages pkg projects scripts server services
            specs src spec test tests web website
            """
        );

    /// <summary>What an extension is made of.</summary>
    public static SearchValues<char> Alphanumeric { get; } =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>What paths of a repository do not hold, but variables, globs and placeholders.</summary>
    public static SearchValues<char> Elsewhere { get; } = SearchValues.Create("$%~*?<>{}");

    /// <summary>Whether a set holds a word.</summary>
    public static bool Has(FrozenSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static FrozenSet<string> Words(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
