using SpecKitExtension.Tests.Support;

namespace SpecKitExtension.Tests.Tasks;

public class FileSpecs
{
    [Theory]
    [InlineData("Create Album model in src/models/album.py", "src/models/album.py")]
    [InlineData(
        "Create `src/models/album.py`, `src/models/photo.py` and tests/test_album.py.",
        "src/models/album.py src/models/photo.py tests/test_album.py"
    )]
    [InlineData("Update README.md and package.json", "README.md package.json")]
    [InlineData("Write docker/Dockerfile", "docker/Dockerfile")]
    [InlineData("Write Dockerfile and Makefile", "Dockerfile Makefile")]
    [InlineData("Style x.css, not x.cs", "x.css x.cs")]
    [InlineData("Edit a.csproj", "a.csproj")]
    [InlineData("Fix src/a.py:12 and src/b.py:12:5, then src/c.py:12-20", "src/a.py src/b.py src/c.py")]
    [InlineData("src/a.py: add a method", "src/a.py")]
    [InlineData(
        "(see src/a.py) [src/b.py] \"src/c.py\" 'src/d.py' **src/e.py** *src/f.py* <src/g.py>",
        "src/a.py src/b.py src/c.py src/d.py src/e.py src/f.py src/g.py"
    )]
    [InlineData("[model](src/a.py)", "src/a.py")]
    [InlineData("Add .gitignore and .github/workflows/ci.yml and .env.example", ".gitignore .github/workflows/ci.yml .env.example")]
    [InlineData("./src/a.py and src/a.py", "src/a.py")]
    [InlineData("app/albums/[id]/page.tsx and app/(auth)/login/page.tsx", "app/albums/[id]/page.tsx app/(auth)/login/page.tsx")]
    [InlineData("src\\models\\album.cs and src/my\\_file.py", "src/models/album.cs src/my_file.py")]
    [InlineData("--config=src/a.json", "src/a.json")]
    [InlineData("@src/a.py", "src/a.py")]
    [InlineData("bin/console and .ci/run", "bin/console .ci/run")]
    [InlineData("db/schema.custom below a directory", "db/schema.custom")]
    [InlineData("src/über/größe.py", "src/über/größe.py")]
    [InlineData("在src/utils/content.ts中实现", "src/utils/content.ts")]
    [InlineData("appsettings.Development.json", "appsettings.Development.json")]
    [InlineData("README.MD", "README.MD")]
    [InlineData("src/m/{user,album}.py", "src/m/user.py src/m/album.py")]
    [InlineData("`src/{a, b}/{x,y}.ts`", "src/a/x.ts src/a/y.ts src/b/x.ts src/b/y.ts")]
    [InlineData("{src,tests}/model.py", "src/model.py tests/model.py")]
    [InlineData("/src/m/user.py and `/tests/a.py`", "src/m/user.py tests/a.py")]
    [InlineData("`src/my file.py` and x.py", "src/my file.py x.py")]
    [InlineData("`python src/a.py` and `tools/build.sh out.txt`", "src/a.py tools/build.sh out.txt")]
    [InlineData("`src/测试/用户.py`", "src/测试/用户.py")]
    [InlineData("`bin/run src/a.py`", "bin/run src/a.py")]
    public void I_can_name_files_in_a_tasks_text(string text, string files) => Files(text).ShouldBe(files);

    [Theory]
    [InlineData("create and/or update, e.g. CI/CD, I/O, client/server, N/A, TCP/IP, 24/7, i.e. this etc.")]
    [InlineData("see https://example.com/src/a.py and http://x/b.py, www.example.org/c.html")]
    [InlineData("see github.com/foo/bar.go")]
    [InlineData("version 1.2.3, v2.0.0-rc.1, python/3.11")]
    [InlineData("/etc/passwd.txt ~/a.py $HOME/a.py C:/x/a.cs C:\\x\\a.cs")]
    [InlineData("../a.py src/../b.py src/./c.py a//b.py …/d.py .../e.py")]
    [InlineData("tests/**/*.py *.ts src/*.ts src/foo*.py src/{a}.ts specs/<feature>/plan.md")]
    [InlineData("src/ and tests/unit/ and src/models")]
    [InlineData("Node.js, Next.js/Express, Vue.js, ASP.NET, .NET, System.Text.Json")]
    [InlineData("res.json() and console.log(x) and user.name")]
    [InlineData("application/json, GET /api/albums/{id}, POST /albums.json")]
    [InlineData("DOI: 10.1038/s41597-020-00768-9 and localhost:8080/api/x.json")]
    [InlineData("someone@example.com")]
    [InlineData(".py and .js/.ts files")]
    public void Other_words_are_no_files(string text) => Files(text).ShouldBe("");

    private static string Files(string text) => string.Join(' ', TasksText.Task($"- [ ] T001 {text}").Files);
}
